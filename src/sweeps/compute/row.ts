/** One number of a unit. */
export interface Row {
  /** `CHI`, `PSNR`, `SRGA` ...: as in tables. */
  readonly measure: string;
  /** The layer that was looked at; '' of what looks at outputs. */
  readonly layer: string;
  /** The degradation by its name; '' of what tells all of them apart. */
  readonly degradation: string;
  /** Seed of the run of t-SNE; `null` of what has none. */
  readonly seed: number | null;
  /** `null` where there is no number: the PSNR of two equal images. */
  readonly value: number | null;
}

/** What a unit gives: its numbers, and what a reader should know of them. */
export interface UnitValues {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

/** A row; an infinite number is none, as JSON has no infinity. */
export function row(
  measure: string,
  value: number,
  { layer = '', degradation = '', seed = null }: Partial<Omit<Row, 'measure' | 'value'>> = {},
): Row {
  return { measure, layer, degradation, seed, value: Number.isFinite(value) ? value : null };
}
