/** One way to compute: a tfjs backend that may or may not load on this machine. */
export interface Candidate {
  /** What `DDR_BACKEND` and the doctor call it. */
  readonly name: string;
  /** It comes with the project and loads nearly everywhere: that it does not is worth a line of warning. */
  readonly shipped?: true;
  /** Registers it with tfjs and returns the name it has there; throws, with the reason, where it cannot. */
  load(): Promise<string>;
}
