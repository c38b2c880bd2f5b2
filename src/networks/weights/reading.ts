import { mostUnpacked } from '@ddr-lab/base/files/zip';

/** What a file of weights may cost, and what was noticed while it was read. */
export class Reading {
  private readonly limit: number;
  private spent = 0;
  private readonly noticed: string[] = [];

  /**
   * @param fileSize in bytes.
   * @param refuse throws the error that names the file.
   */
  constructor(
    fileSize: number,
    readonly refuse: (why: string) => never,
  ) {
    this.limit = mostUnpacked(fileSize);
  }

  /** Counts bytes that are about to be taken; throws for a file that asks for more than any honest one of its size. */
  spend(bytes: number, what: string): void {
    this.spent += bytes;
    if (this.spent > this.limit) {
      this.refuse(
        `${what} and what was read before would take ${this.spent} bytes, far more than a file of its size holds (limit: ${this.limit}): ` +
          'the file is damaged, or made to fill the memory',
      );
    }
  }

  /** Keeps a remark for the reader. */
  note(remark: string): void {
    this.noticed.push(remark);
  }

  /** The remarks as one sentence; undefined where there are none. */
  get notes(): string | undefined {
    if (this.noticed.length === 0) return undefined;
    const more = this.noticed.length > 3 ? `; and ${this.noticed.length - 3} more tensors` : '';
    return `${this.noticed.slice(0, 3).join('; ')}${more}.`;
  }
}
