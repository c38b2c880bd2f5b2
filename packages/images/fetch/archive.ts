/** An archive on somebody's server and what of it goes where. */
export interface Archive {
  /** What `ddr fetch` calls it, and the folder below the data root that it fills: `div2k/train`. */
  readonly name: string;
  readonly url: string;
  /** Bytes; absent where nobody has published it. */
  readonly size?: number;
  /** Lower-case hexadecimal; absent where nobody has published one: the first download's is then pinned. */
  readonly sha256?: string;
  /** Where only an MD5 is published. */
  readonly md5?: string;
  /** Bytes that it may unpack to; beyond that it is refused. */
  readonly limit: number;
  /** Entries to keep and their path below the data root (`$1` is the pattern's first group). All else is left. */
  readonly keep: readonly { readonly entry: RegExp; readonly path: string }[];
  /** Files that must be there in the end. */
  readonly files?: number;
}

/** What `ddr fetch` calls a data set, and its archives. */
export interface Source {
  readonly name: string;
  readonly archives?: readonly Archive[];
}
