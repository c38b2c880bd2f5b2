import type { Numbers } from './compiled-model';
import type { Stage } from './stages';

/** Part of an image: rows from `top` to before `bottom`, columns from `left` to before `right`. */
export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Nearly equal tiles that cover an image and are at most `side` wide and high. */
export function tilesOf(height: number, width: number, side: number): Area[] {
  const cuts = (size: number): number[] => {
    const count = Math.ceil(size / side);
    return Array.from({ length: count + 1 }, (_, i) => Math.round((i * size) / count));
  };
  const rows = cuts(height);
  const columns = cuts(width);
  return rows
    .slice(1)
    .flatMap((bottom, i) =>
      columns.slice(1).map((right, j) => ({ top: rows[i], bottom, left: columns[j], right })),
    );
}

/**
 * The side of tiles that keep a stage's memory, with the margin, at about `bytes`, but at least 16 times as much as
 * the margin is wide, lest more time goes into margins than into tiles.
 */
export function tileSide({ bytesPerPixel, reach }: Stage, bytes: number): number {
  return Math.max(Math.floor(Math.sqrt(bytes / bytesPerPixel)) - 2 * reach, 16 * reach, 16);
}

/**
 * Computes one tile of a stage, with all that it depends on around it, and writes it where it belongs: the result
 * is exact, since nothing at the margin's outer edge is kept.
 *
 * @param run computes the stage for cut-out inputs of 1 x H x W x C.
 */
export function runTile(
  stage: Pick<Stage, 'reach' | 'scales'>,
  inputs: readonly Numbers[],
  outputs: readonly Numbers[],
  tile: Area,
  run: (inputs: readonly Numbers[]) => readonly Numbers[],
): void {
  const [, height, width] = inputs[0].dims;
  const { reach, scales } = stage;
  const seen = {
    top: Math.max(0, tile.top - reach),
    bottom: Math.min(height, tile.bottom + reach),
    left: Math.max(0, tile.left - reach),
    right: Math.min(width, tile.right + reach),
  };
  const results = run(inputs.map((input) => cutOut(input, seen)));
  results.forEach((result, i) => {
    const scaled = (area: Area, { top, left }: { top: number; left: number }): Area => ({
      top: (area.top - top) * scales[i],
      bottom: (area.bottom - top) * scales[i],
      left: (area.left - left) * scales[i],
      right: (area.right - left) * scales[i],
    });
    copyArea(result, scaled(tile, seen), outputs[i], scaled(tile, { top: 0, left: 0 }));
  });
}

function cutOut(input: Numbers, area: Area): Numbers {
  const [, height, width, channels] = input.dims;
  const size = { height: area.bottom - area.top, width: area.right - area.left };
  if (size.height === height && size.width === width) return input;
  const dims = [1, size.height, size.width, channels];
  const part = { data: new Float32Array(size.height * size.width * channels), dims };
  copyArea(input, area, part, { top: 0, bottom: size.height, left: 0, right: size.width });
  return part;
}

function copyArea(from: Numbers, source: Area, to: Numbers, target: Area): void {
  const channels = from.dims[3];
  for (let row = 0; row < source.bottom - source.top; row++) {
    const start = ((source.top + row) * from.dims[2] + source.left) * channels;
    const end = start + (source.right - source.left) * channels;
    to.data.set(from.data.subarray(start, end), ((target.top + row) * to.dims[2] + target.left) * channels);
  }
}
