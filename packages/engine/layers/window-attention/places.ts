/** Windows of pixels over all frames of a clip: what attends to what. */
export interface Windows {
  /** Frames of a clip, T. */
  readonly frames: number;
  /** Side of a window in pixels, w. */
  readonly window: number;
  /** By how many pixels the windows are moved down and to the right; 0 is none. */
  readonly shift: number;
}

/**
 * Which pixel each token is, window by window (row by row), in a window frame by frame (row by row): numbers of pixels in T x H x W. The image is moved by the shift first, what
 * leaves it at the top comes in at the bottom (Swin, Liu et al. 2021).
 */
export function tokenPlaces({ frames, window, shift }: Windows, height: number, width: number): number[] {
  const places: number[] = [];
  for (let top = 0; top < height; top += window) {
    for (let left = 0; left < width; left += window) {
      for (let t = 0; t < frames; t++) {
        for (let i = 0; i < window; i++) {
          for (let j = 0; j < window; j++) {
            const row = (top + i + shift) % height;
            places.push((t * height + row) * width + ((left + j + shift) % width));
          }
        }
      }
    }
  }
  return places;
}

/** Where each place's token is: the other way round. */
export function inverseOf(places: readonly number[]): number[] {
  const inverse = new Array<number>(places.length);
  places.forEach((place, token) => (inverse[place] = token));
  return inverse;
}

/**
 * Which row of the table of position biases belongs to each pair of tokens (query i, key j at L i + j): their distance in frames, rows and columns, each from -(n - 1) to n - 1,
 * counted in this order. The table has (2 T - 1) (2 w - 1)^2 rows.
 */
export function biasPlaces({ frames, window }: Pick<Windows, 'frames' | 'window'>): number[] {
  const tokens: [number, number, number][] = [];
  for (let t = 0; t < frames; t++) {
    for (let i = 0; i < window; i++) {
      for (let j = 0; j < window; j++) tokens.push([t, i, j]);
    }
  }
  const side = 2 * window - 1;
  return tokens.flatMap(([t, i, j]) =>
    tokens.map(
      ([s, k, l]) => ((t - s + frames - 1) * side + (i - k + window - 1)) * side + (j - l + window - 1),
    ),
  );
}

/** Rows of the table of position biases. */
export const biasCount = ({ frames, window }: Pick<Windows, 'frames' | 'window'>): number =>
  (2 * frames - 1) * (2 * window - 1) ** 2;

/** What is added where two tokens of a window come from different sides of the image, which the shift put together. */
export const APART = -100;

/** `APART` or 0 for each pair of tokens, window by window: windows x L x L. */
export function maskOf(windows: Windows, height: number, width: number): Float32Array {
  const { frames, window, shift } = windows;
  const part = (place: number, length: number): number =>
    place < length - window ? 0 : place < length - shift ? 1 : 2;
  const regions: number[] = [];
  for (const place of tokenPlaces({ frames, window, shift: 0 }, height, width)) {
    const row = Math.floor(place / width) % height;
    regions.push(3 * part(row, height) + part(place % width, width));
  }
  const length = frames * window ** 2;
  const mask = new Float32Array(regions.length * length);
  for (let first = 0; first < regions.length; first += length) {
    for (let i = 0; i < length; i++) {
      for (let j = 0; j < length; j++) {
        mask[(first + i) * length + j] = regions[first + i] === regions[first + j] ? 0 : APART;
      }
    }
  }
  return mask;
}
