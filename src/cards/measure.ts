import { isClassifier } from '../analysis/half-precision';
import { chiRow, chiSets, qualitySets, type ChiRow, type ChiRowOptions } from '../analysis/chi';
import { contrastRow, contrastSets, type ContrastRow } from '../analysis/contrast';
import { evolution, snapshots, type Snapshot } from '../analysis/evolution';
import { lastBlock } from '../analysis/layers';
import { qualityRow, scaleOf, type QualityRow } from '../analysis/quality';
import { openTestSet } from '../analysis/test-set';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { readWeights, type Network } from '../networks/network';
import { fingerprint } from '../networks/fingerprints';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { mergeRows, type Measured } from './record';

/** What `measure` takes. */
export interface MeasureOptions extends Pick<ChiRowOptions, 'tsne' | 'signal'> {
  /** Measure anew what has been measured before; default false: only what lacks. */
  readonly again?: boolean;
  /** Sets for PSNR and SSIM, and for CHI; default those of `qualitySets` and `chiSets`. */
  readonly quality?: readonly ImageSet[];
  readonly chi?: readonly ImageSet[];
  /** Labelled sets for CHI by class and by degradation; default those of `contrastSets`. */
  readonly contrast?: readonly ImageSet[];
  /** Runs of t-SNE; default 5. */
  readonly runs?: number;
  readonly onProgress?: OnProgress;
}

/**
 * Measures a network on every set at hand: PSNR and SSIM against bicubic, CHI at the last block by degradation (of images
 * shrunk by as much as the network enlarges; by 4 for classifiers), and that by class beside it. Rows of the same weights that are there already stay, rows of others go. Of classifiers, whose accuracy
 * the training measures, CHI alone.
 */
export async function measure(
  network: Network,
  earlier: Measured | undefined,
  options: MeasureOptions = {},
): Promise<Measured> {
  const { again = false, runs = 5, tsne, onProgress, signal } = options;
  const weights = fingerprint(await readWeights(network.model));
  const kept = earlier?.weights === weights ? earlier : undefined;
  const lacking = (sets: readonly ImageSet[], rows: readonly { set: string }[] = []): ImageSet[] =>
    again ? [...sets] : sets.filter(({ name }) => !rows.some((row) => row.set === name));
  const restores = !isClassifier(network);
  const scale = restores ? await scaleOf(network) : undefined;
  // A network of scale 1 has nothing to do with clean images, which bicubic leaves as they are.
  const enlarges = scale !== undefined && scale > 1;
  const quality = enlarges ? lacking(options.quality ?? (await qualitySets()), kept?.quality) : [];
  const chiKept = kept?.chi?.filter((row) => (row.scale ?? 4) === (scale ?? 4));
  const chi = lacking(options.chi ?? (await chiSets()), chiKept);
  const contrast = lacking(options.contrast ?? (await contrastSets()), kept?.contrast);
  const total = quality.length + chi.length + contrast.length;
  const part =
    (index: number): OnProgress =>
    ({ done, total: steps, note }) =>
      onProgress?.({ done: index + done / steps, total, note });
  const qualityRows: QualityRow[] = [];
  for (const [i, set] of quality.entries()) {
    qualityRows.push(await qualityRow(network, set, { signal, onProgress: part(i) }));
  }
  const chiRows: ChiRow[] = [];
  const layer = lastBlock(network);
  for (const [i, set] of chi.entries()) {
    const onProgress = part(quality.length + i);
    const row = await chiRow(network, set, { ...oneEach(set), layer, scale, runs, tsne, signal, onProgress });
    chiRows.push(withoutRedraws(row));
  }
  const contrastRows: ContrastRow[] = [];
  for (const [i, set] of contrast.entries()) {
    const onProgress = part(quality.length + chi.length + i);
    contrastRows.push(await contrastRow(network, set, { layer, runs, tsne, signal, onProgress }));
  }
  return {
    weights,
    ...(enlarges ? { quality: mergeRows(kept?.quality, qualityRows) } : {}),
    chi: mergeRows(chiKept, chiRows),
    contrast: mergeRows(kept?.contrast, contrastRows),
    // The snapshots have a fingerprint of their own.
    ...(earlier?.evolution ? { evolution: earlier.evolution } : {}),
  };
}

/** The row as it is kept: without what CHI would be of other images, 499 numbers that no card shows. */
function withoutRedraws(row: ChiRow): ChiRow {
  return { ...row, resampled: undefined };
}

/** One patch of each image, of the image as it is: the sets of cards are chosen so. How many there are stands in the card. */
function oneEach({ count }: ImageSet): Pick<ChiRowOptions, 'count' | 'size' | 'onMessage'> {
  return { count: Math.min(100, count), size: Infinity, onMessage: false };
}

/** PSNR and CHI of a network's snapshots, where there are any; measured only where those have changed. */
export async function measureEvolution(
  name: string,
  earlier: Measured['evolution'],
  options: Pick<MeasureOptions, 'again' | 'runs' | 'onProgress' | 'signal'> = {},
): Promise<Measured['evolution']> {
  const { again = false, ...rest } = options;
  const moments = await snapshots(name).catch(() => undefined);
  if (!moments) return undefined;
  const marks = await fingerprintOf(moments);
  const images = await openTestSet();
  const sameData = earlier?.rows[0]?.chi.set === images.name;
  const photographsMissing = !sameData && images.name === 'scenes';
  if (earlier?.snapshots === marks && (photographsMissing || (sameData && !again))) return earlier;
  const rows = await evolution(moments, images, rest);
  return { snapshots: marks, rows: rows.map((row) => ({ ...row, chi: withoutRedraws(row.chi) })) };
}

async function fingerprintOf(moments: readonly Snapshot[]): Promise<string> {
  const all: string[] = [];
  for (const { file } of moments) all.push(fingerprint((await readSafetensors(file)).tensors));
  const data = Float32Array.from(Buffer.from(all.join('')));
  return fingerprint(new Map([['snapshots', { shape: [data.length], data }]]));
}
