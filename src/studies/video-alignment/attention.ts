import { InputError } from '@ddr-lab/base/errors';
import { biasPlaces } from '@ddr-lab/engine/layers/window-attention/places';
import { WindowAttention } from '@ddr-lab/engine/layers/window-attention/layer';
import { type Clip, centreOf } from '@ddr-lab/images/clip';
import type { MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import { tap } from '../../features/tap';
import { correlation } from '../../metrics/rank-correlation';
import type { Network } from '../../networks/network';
import { inputOf, type Way } from './test-clips';

/** What one block computes its attention from, of one clip. */
export interface BlockAttention {
  readonly height: number;
  readonly width: number;
  readonly frames: number;
  readonly window: number;
  readonly shift: number;
  readonly heads: number;
  /** T x H x W x 3C: queries, keys and values side by side. */
  readonly qkv: Float32Array;
  /** (2T - 1) (2w - 1)^2 x heads. */
  readonly bias: Float32Array;
}

/** The names of a network's attention blocks: `RSTB1.block1` ... */
export const attentionBlocks = ({ model }: Network): string[] =>
  model.layers
    .filter((layer) => layer instanceof WindowAttention)
    .map(({ name }) => name.replace(/\.attention$/, ''));

/**
 * What a block's attention is computed from.
 *
 * @param block its name, as `attentionBlocks` has it.
 * @throws InputError where there is no such block, or the clip's sides are no multiples of its window.
 */
export async function blockAttention(network: Network, clip: Clip, block: string): Promise<BlockAttention> {
  return (await blocksAttention(network, clip, [block]))[0];
}

/** The same of several blocks, by one pass of the clip. */
async function blocksAttention(
  network: Network,
  clip: Clip,
  blocks: readonly string[],
): Promise<BlockAttention[]> {
  const { height, width } = clip;
  const found = blocks.map((block) => {
    const layer = network.model.layers.find(({ name }) => name === `${block}.attention`);
    if (!(layer instanceof WindowAttention)) {
      throw new InputError(
        `There is no attention ${block}; there are ${attentionBlocks(network).join(', ') || 'none'}.`,
      );
    }
    layer.checkSize(height, width);
    return layer;
  });
  const names = blocks.map((block) => `${block}.qkv`);
  const seen = await tap({ ...network, layers: names }, names, [clip]);
  return found.map((layer, k) => {
    const { window, shift, heads, frames } = layer.getConfig() as unknown as Omit<
      BlockAttention,
      'qkv' | 'bias'
    >;
    const bias = layer.weights[0].read().dataSync<'float32'>().slice();
    return { height, width, frames, window, shift, heads, qkv: seen[names[k]].data, bias };
  });
}

/** How a pixel of the centre frame shares its attention, a map a frame, over its window. */
export interface PixelAttention {
  /** The window's upper left pixel; with a shift it may wrap around the frame, and is then not looked at. */
  readonly top: number;
  readonly left: number;
  /** w x w each: what is looked at there, mean over heads; all frames' maps sum to 1. */
  readonly maps: readonly Float64Array[];
}

/**
 * What one pixel of the centre frame looks at in all frames: softmax of (query . key / sqrt(d) + bias), mean over heads.
 *
 * @returns undefined for a pixel whose window wraps around the frame's border.
 */
export function pixelAttention(of: BlockAttention, row: number, column: number): PixelAttention | undefined {
  const { height, width, frames, window, shift, heads, qkv, bias } = of;
  const origin = (place: number): number => Math.floor((place - shift) / window) * window + shift;
  const [top, left] = [origin(row), origin(column)];
  if (top < 0 || left < 0 || top + window > height || left + window > width) return undefined;
  const channels = qkv.length / (frames * height * width) / 3;
  const depth = channels / heads;
  const middle = Math.floor(frames / 2);
  const area = window * window;
  const places = biasRows(frames, window);
  const token = middle * area + (row - top) * window + (column - left);
  const length = frames * area;
  const maps = Array.from({ length: frames }, () => new Float64Array(area));
  const at = (t: number, y: number, x: number): number => ((t * height + y) * width + x) * 3 * channels;
  const query = at(middle, row, column);
  const scores = new Float64Array(length);
  for (let head = 0; head < heads; head++) {
    let most = -Infinity;
    for (let key = 0; key < length; key++) {
      const [t, inside] = [Math.floor(key / area), key % area];
      const from = at(t, top + Math.floor(inside / window), left + (inside % window)) + channels;
      let product = 0;
      for (let d = head * depth; d < (head + 1) * depth; d++) product += qkv[query + d] * qkv[from + d];
      scores[key] = product / Math.sqrt(depth) + bias[places[token * length + key] * heads + head];
      most = Math.max(most, scores[key]);
    }
    let sum = 0;
    for (let key = 0; key < length; key++) sum += scores[key] = Math.exp(scores[key] - most);
    for (let key = 0; key < length; key++)
      maps[Math.floor(key / area)][key % area] += scores[key] / sum / heads;
  }
  return { top, left, maps };
}

const rowsOfBias = new Map<string, readonly number[]>();

function biasRows(frames: number, window: number): readonly number[] {
  const key = `${frames} ${window}`;
  const rows = rowsOfBias.get(key) ?? biasPlaces({ frames, window });
  rowsOfBias.set(key, rows);
  return rows;
}

/** How far attention follows motion in one block. */
export interface FollowRow {
  readonly block: string;
  /** Correlation of where a neighbour is looked at the most with where things have truly moved, of both axes together. */
  readonly correlation: number;
  /** Mean share of a centre pixel's attention that goes to the neighbours. */
  readonly share: number;
  /** How many displacements are compared. */
  readonly count: number;
}

/**
 * Whether pixels look to where things have moved: for each block, the displacement of the most attended place in a neighbour against the true flow. Only pixels in the very middle of a window are asked,
 * whose flow and whose looks can go equally far in every direction: elsewhere the window's border alone would bring them together. Hidden pixels are left out.
 */
export async function followRows(
  network: Network,
  clips: readonly MovingClip[],
  way: Way,
): Promise<FollowRow[]> {
  const blocks = attentionBlocks(network);
  const sums = blocks.map(() => ({ looked: [] as number[], moved: [] as number[], share: 0, asked: 0 }));
  for (const moving of clips) {
    const all = await blocksAttention(network, inputOf(moving, way), blocks);
    all.forEach((one, k) => ask(one, moving, sums[k]));
  }
  return sums.map(({ looked, moved, share, asked }, k) => ({
    block: blocks[k],
    correlation: correlation(looked, moved),
    share: share / asked,
    count: looked.length / 2,
  }));
}

/** What is known of a block so far: displacements, dx and dy in turn, and how much attention went to the neighbours of how many pixels. */
interface Asked {
  readonly looked: number[];
  readonly moved: number[];
  share: number;
  asked: number;
}

/** Asks the pixels in the middle of each window of one clip. */
function ask(block: BlockAttention, { clip, flows, hidden }: MovingClip, into: Asked): void {
  const { height, width, window } = block;
  const reach = Math.floor((window - 1) / 2);
  const middle = centreOf(clip);
  for (let i = 0; i < height * width; i++) {
    const [row, column] = [Math.floor(i / width), i % width];
    if (!isInMiddle(row, block, reach) || !isInMiddle(column, block, reach)) continue;
    const seen = pixelAttention(block, row, column);
    if (!seen) continue;
    into.share += 1 - seen.maps[middle].reduce((a, b) => a + b, 0);
    into.asked++;
    flows.forEach((flow, t) => {
      const [dx, dy] = [flow.data[2 * i], flow.data[2 * i + 1]];
      if (t === middle || hidden[t][i] || Math.max(Math.abs(dx), Math.abs(dy)) > reach) return;
      const peak = peakNear(seen.maps[t], window, [row - seen.top, column - seen.left], reach);
      into.looked.push(peak[1], peak[0]);
      into.moved.push(dx, dy);
    });
  }
}

/** Whether `reach` places on both sides are within a place's window. */
function isInMiddle(place: number, { window, shift }: BlockAttention, reach: number): boolean {
  const inside = (((place - shift) % window) + window) % window;
  return inside >= reach && inside < window - reach;
}

/** Displacement of a map's largest value from a place, rows and columns, up to `reach` away. */
function peakNear(
  map: Float64Array,
  window: number,
  [row, column]: readonly [number, number],
  reach: number,
): [number, number] {
  let best: [number, number] = [0, 0];
  let most = -1;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const value = map[(row + dy) * window + column + dx];
      if (value > most) [most, best] = [value, [dy, dx]];
    }
  }
  return best;
}
