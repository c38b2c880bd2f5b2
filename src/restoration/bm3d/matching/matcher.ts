import type { Matches } from './matches';

/** Finds the similar patches of all reference patches of one row. */
export interface Matcher {
  /**
   * Finds them for the references whose upper left corners lie in row `y`. Rows must be asked for downwards.
   * A patch is named `row * width + column` of its upper left corner.
   */
  findRow(y: number): Matches;
}

/** Where to look, and how much to keep. */
export interface SearchArea {
  /** Columns of the references' upper left corners. */
  readonly columns: Int32Array;
  /** Side of the patches in pixels. */
  readonly patch: number;
  /** How far a patch's corner may lie from the reference's, in each direction, in pixels. */
  readonly radius: number;
  /** How many patches are kept, the reference among them. */
  readonly capacity: number;
  /** The greatest squared distance of two patches, a mean over their pixels, in squared 8-bit levels. */
  readonly maximumDistance: number;
}
