/** What the graph cannot express; tfjs then computes it. */
export class Unsupported extends Error {}
