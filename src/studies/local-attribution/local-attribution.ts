import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createImage, type Image, luma } from '@ddr-lab/images/image';
import { attributeChange } from '../../attribution/between';
import { contributionArea, diffusionIndex } from '../../attribution/diffusion';
import { lam } from '../../attribution/lam';
import type { Attribution } from '../../attribution/method';
import { featurePlace, windowDetail } from '../../attribution/targets';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { tap } from '../../features/tap';
import { psnr } from '../../metrics/psnr';
import { rankCorrelation } from '../../metrics/rank-correlation';
import { superResolve } from '../../networks/super-resolve';
import type { LayersNetwork } from '../../networks/tappable';

/** A network with what it enlarges by. */
export interface ScaledNetwork {
  readonly network: LayersNetwork;
  readonly scale: number;
}

/** LR patches of one size with their originals, by scale. */
export interface Pictures {
  readonly names: readonly string[];
  readonly lr: Readonly<Record<number, readonly Image[]>>;
  readonly hr: Readonly<Record<number, readonly Image[]>>;
}

/** Where one network looks. */
export interface LookRow {
  readonly network: string;
  /** PSNR of the patches in dB (luma, `scale` pixels cut off), mean. */
  readonly psnr: number;
  /** Diffusion index of each picture. */
  readonly di: readonly number[];
  /** Share of the patch in the area of contribution, of each picture. */
  readonly area: readonly number[];
  /** How far completeness is missed, the most of all. */
  readonly residual: number;
  readonly found: readonly Attribution[];
}

/** What `lookRows` takes. */
export interface LookOptions {
  /** Side of the window in LR pixels, in the middle of the patch; default 4 (16 pixels of an output x4, as published). */
  readonly window?: number;
  /** Steps of the path; default 20. */
  readonly steps?: number;
  readonly onProgress?: OnProgress;
}

/** Local attribution maps of the window in the middle of each picture, for several networks. */
export async function lookRows(
  networks: Readonly<Record<string, ScaledNetwork>>,
  pictures: Pictures,
  { window = 4, steps = 20, onProgress }: LookOptions = {},
): Promise<LookRow[]> {
  const rows: LookRow[] = [];
  const entries = Object.entries(networks);
  const total = entries.length * pictures.names.length;
  for (const [name, { network, scale }] of entries) {
    const found: Attribution[] = [];
    const quality: number[] = [];
    for (const [i, image] of pictures.lr[scale].entries()) {
      const [left, top] = [image.width, image.height].map((side) => scale * ((side - window) >> 1));
      const target = windowDetail({ left, top, size: window * scale });
      found.push(await lam.attribute(network, image, target, { steps, rule: 'trapezoid' }));
      quality.push(
        psnr(await superResolve(network, image), pictures.hr[scale][i], { channel: 'y', border: scale }),
      );
      onProgress?.({ done: rows.length * pictures.names.length + i + 1, total, note: name });
    }
    rows.push({
      network: name,
      psnr: quality.reduce((sum, value) => sum + value, 0) / quality.length,
      di: found.map(({ map }) => diffusionIndex(map)),
      area: found.map(({ map, height, width }) => contributionArea(map, height, width).share),
      residual: Math.max(...found.map(({ residual }) => residual!)),
      found,
    });
  }
  return rows;
}

/** Maps of one picture with the window at several places. */
export interface MovedWindows {
  /** LR. */
  readonly picture: Image;
  /** The window's upper left corners, in LR pixels, row by row. */
  readonly windows: readonly { readonly left: number; readonly top: number }[];
  /** The window's side in LR pixels. */
  readonly size: number;
  /** Of each network a map for each window. */
  readonly networks: readonly { readonly network: string; readonly found: readonly Attribution[] }[];
}

/**
 * Local attribution maps of windows all over a square picture, `across` x `across` of them.
 *
 * @param options as of `lookRows`; `across`: default 4.
 */
export async function movedWindows(
  networks: Readonly<Record<string, ScaledNetwork>>,
  picture: Image,
  { window = 4, steps = 20, across = 4, onProgress }: LookOptions & { readonly across?: number } = {},
): Promise<MovedWindows> {
  const corner = (i: number): number => Math.round(((i + 0.5) * picture.width) / across - window / 2);
  const windows = Array.from({ length: across ** 2 }, (_, i) => ({
    left: corner(i % across),
    top: corner(Math.floor(i / across)),
  }));
  const entries = Object.entries(networks);
  const rows: { network: string; found: Attribution[] }[] = [];
  let done = 0;
  for (const [name, { network, scale }] of entries) {
    const found: Attribution[] = [];
    for (const { left, top } of windows) {
      const target = windowDetail({ left: left * scale, top: top * scale, size: window * scale });
      found.push(await lam.attribute(network, picture, target, { steps, rule: 'trapezoid' }));
      onProgress?.({ done: ++done, total: entries.length * windows.length, note: name });
    }
    rows.push({ network: name, found });
  }
  return { picture, windows, size: window, networks: rows };
}

/** Oblique stripes, `period` pixels from one to the next: what a network can only restore right with a wide view. */
export function stripes(size: number, period = 4.5, angle = 0.5): Image {
  const data = new Float32Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const along = (i % size) * Math.cos(angle) + Math.floor(i / size) * Math.sin(angle);
    data.fill(0.5 + 0.3 * Math.sin((2 * Math.PI * along) / period), 3 * i, 3 * i + 3);
  }
  return createImage(size, size, data);
}

/** Share of a patch that an SRCNN of so many layers can see from a window: its receptive field, at LR, with what bicubic takes. */
export function srcnnField(
  layers: number,
  { size, window, scale }: { size: number; window: number; scale: number },
): number {
  // 9 x 9, then 3 x 3, then 5 x 5 twice; the window's differences reach one pixel further; bicubic takes two LR pixels on each side.
  const reach = 4 + (layers - 3) + 2 + 2;
  const side = Math.min(size, window + (2 * reach + 1) / scale + 4);
  return (side / size) ** 2;
}

/** Which pixels told a network that a patch is noisy. */
export interface NoiseRow {
  readonly found: Attribution;
  readonly clean: Image;
  readonly noisy: Image;
  /** Rank correlation, over blocks of 4 x 4 pixels, of a block's share in the move and its detail in the clean patch. */
  readonly withDetail: number;
}

/**
 * The attribution of the degradation representation: the direction from the mean features (channel by channel, mean over places) of clean patches to those of
 * degraded ones at a layer, found on one half of the contents; and which pixels moved each of some patches of the other half along it.
 *
 * @param sets two degradations: clean, and another.
 */
export async function noisePixels(
  network: LayersNetwork,
  sets: DegradedSets,
  {
    layer,
    count = 3,
    steps = 20,
    onProgress,
  }: { layer: string; count?: number; steps?: number; onProgress?: OnProgress },
): Promise<NoiseRow[]> {
  const features = (await tap(network, [layer], sets.patches, { view: 'mean' }))[layer];
  const each = sets.patches.length / 2;
  const half = each >> 1;
  const direction = new Float32Array(features.columns);
  for (let i = 0; i < half; i++) {
    for (let c = 0; c < direction.length; c++) {
      direction[c] +=
        (features.data[(each + i) * direction.length + c] - features.data[i * direction.length + c]) / half;
    }
  }
  const target = featurePlace(layer, direction, {
    name: `place from clean to ${sets.degradations[1]} at ${layer}`,
  });
  const rows: NoiseRow[] = [];
  for (let i = half; i < Math.min(each, half + count); i++) {
    const [clean, noisy] = [sets.patches[i], sets.patches[each + i]];
    const found = await attributeChange(network, { from: clean, to: noisy }, target, { steps });
    rows.push({ found, clean, noisy, withDetail: rankCorrelation(...blocksOf(found, clean)) });
    onProgress?.({ done: rows.length, total: count });
  }
  return rows;
}

/** By blocks of 4 x 4 pixels: what they have of the attribution, and the deviation of the clean luma. */
function blocksOf({ attribution, height, width }: Attribution, clean: Image): [number[], number[]] {
  const grey = createMatrix(height, width, luma(clean)).data;
  const [shares, details]: [number[], number[]] = [[], []];
  for (let top = 0; top + 4 <= height; top += 4) {
    for (let left = 0; left + 4 <= width; left += 4) {
      let [share, sum, squares] = [0, 0, 0];
      for (let y = top; y < top + 4; y++) {
        for (let x = left; x < left + 4; x++) {
          const at = y * width + x;
          share += attribution[3 * at] + attribution[3 * at + 1] + attribution[3 * at + 2];
          sum += grey[at];
          squares += grey[at] ** 2;
        }
      }
      shares.push(share);
      details.push(squares / 16 - (sum / 16) ** 2);
    }
  }
  return [shares, details];
}
