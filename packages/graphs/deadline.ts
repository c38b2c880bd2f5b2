/** How long a network may be tried in all, in seconds; no network needs as long for a few small images. */
export const patience = 35;
/** And at once. */
const once = 25;

/** The time that is left for trying a network. */
export class Deadline {
  private readonly until: number;

  /** @param seconds from now on. */
  constructor(seconds = patience) {
    this.until = Date.now() + 1000 * seconds;
  }

  /** Seconds that the next trial may take; undefined where the time is up. */
  next(): number | undefined {
    const left = (this.until - Date.now()) / 1000;
    return left > 0.1 ? Math.round(10 * Math.min(once, left)) / 10 : undefined;
  }

  /** In words. */
  static readonly over = `trying it takes over ${patience} s`;
}

/** Seconds that one image may take once a network is at work: more for larger images. */
export function patienceFor(height: number, width: number): number {
  return Math.round(60 * Math.max(1, (height * width) / 64 ** 2));
}
