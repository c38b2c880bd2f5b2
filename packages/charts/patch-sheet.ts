/** Many small pictures in one: square cells, row by row. */
export interface PatchSheet {
  /** A WebP as a data URI. */
  readonly source: string;
  /** Side of a cell, pixels. */
  readonly size: number;
  /** Cells in a row. */
  readonly columns: number;
  /** Number of patches. */
  readonly count: number;
  /** What each patch is called where it appears, such as its image's name; may be left out. */
  readonly names?: readonly string[];
}
