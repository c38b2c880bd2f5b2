/** A rectangle of pixels. */
export interface Place {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The eight flips and transpositions of a patch: bit 1 flips rows, bit 2 columns, bit 4 transposes after that. */
export const TURNS = 8;

/**
 * Copies a rectangle of an 8-bit RGB image of `width` pixels a row, in one of its eight flips and transpositions,
 * as samples of [0, 1] to `out`, from sample `at` on.
 */
export function copyTurned(
  bytes: Uint8Array,
  width: number,
  place: Place,
  turn: number,
  out: Float32Array,
  at = 0,
): void {
  const transposed = (turn & 4) !== 0;
  const [rows, columns] = transposed ? [place.width, place.height] : [place.height, place.width];
  let to = at;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [y, x] = transposed ? [column, row] : [row, column];
      const down = turn & 1 ? place.height - 1 - y : y;
      const across = turn & 2 ? place.width - 1 - x : x;
      const from = ((place.top + down) * width + place.left + across) * 3;
      out[to++] = bytes[from] / 255;
      out[to++] = bytes[from + 1] / 255;
      out[to++] = bytes[from + 2] / 255;
    }
  }
}

/** Where `inner`, which lies in `outer`, lies once `outer` has been turned: relative to the turned rectangle. */
export function turnedPlace(inner: Place, outer: Place, turn: number): Place {
  const above = inner.top - outer.top;
  const before = inner.left - outer.left;
  const top = turn & 1 ? outer.height - above - inner.height : above;
  const left = turn & 2 ? outer.width - before - inner.width : before;
  return turn & 4
    ? { top: left, left: top, height: inner.width, width: inner.height }
    : { top, left, height: inner.height, width: inner.width };
}
