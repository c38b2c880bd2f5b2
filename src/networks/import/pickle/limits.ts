/** Instructions in a pickle: more take minutes and gigabytes, whatever they do. A large optimiser has 100,000. */
const MOST_STEPS = 10_000_000;

/** Lists, dicts, sets, tuples and objects, of which one byte can make one. */
const MOST_CONTAINERS = 1_000_000;

/** Keeps what a pickle costs within what its bytes can honestly ask for. */
export class Limits {
  private steps = 0;
  private containers = 0;
  private copied = 0;

  /**
   * @param bytes the pickle's length.
   * @param refuse throws the error that names the file.
   */
  constructor(
    private readonly bytes: number,
    private readonly refuse: (why: string) => never,
  ) {}

  step(): void {
    if (++this.steps > MOST_STEPS) this.refuse(`it has more than ${MOST_STEPS} instructions`);
  }

  container(): void {
    if (++this.containers > MOST_CONTAINERS)
      this.refuse(`it has more than ${MOST_CONTAINERS} lists and dicts`);
  }

  /** Items that are copied from one object to another: each of them took a byte, and is copied once. */
  copy(items: number): void {
    this.copied += items;
    if (this.copied > this.bytes) {
      this.refuse('it copies one list over and over, which weights do not and what fills the memory does');
    }
  }
}
