import { chiRow, chiSets, qualitySets, type ChiRow, type ChiRowOptions } from '../analysis/chi';
import { lastBlock } from '../analysis/layers';
import { qualityRow, type QualityRow } from '../analysis/quality';
import { InputError } from '@ddr-lab/base/errors';
import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { type ImageSet, setOf } from '@ddr-lab/images/image-set';
import type { AnyMetric } from '../metrics/metric';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { OpenedNetwork } from '../reports/open-networks';

/** What `measureFile` takes. */
export interface MeasureFileOptions extends Pick<ChiRowOptions, 'runs' | 'tsne' | 'signal'> {
  /** One set for all measurements; default those that cards of the project's own networks have. */
  readonly images?: ImageSet;
  /** Measures beside PSNR and SSIM: built-in ones by name, or one's own. */
  readonly metrics?: readonly AnyMetric[];
  readonly onProgress?: OnProgress;
}

/** What was measured of a network from somebody's weight file, and why what lacks does. */
export interface MeasuredFile {
  readonly quality: readonly QualityRow[];
  readonly chi: readonly ChiRow[];
  readonly notes: readonly string[];
}

/**
 * Measures what can be measured of any network: PSNR and SSIM against bicubic at its own scale, where it enlarges, and CHI at the last
 * block, of images shrunk by that scale. A network that takes one size of images alone is shown their middles.
 */
export async function measureFile(
  opened: OpenedNetwork,
  options: MeasureFileOptions = {},
): Promise<MeasuredFile> {
  const { images, metrics, runs = 5, tsne, onProgress, signal } = options;
  const { network, scale, shrunk, fixed } = opened;
  const notes: string[] = [];
  const note = (set: ImageSet, text: string): void => void notes.push(`${set.name}: ${text}`);
  const enlarges = scale !== undefined && scale > 1;
  const forQuality = enlarges ? (images ? [images] : await qualitySets()) : [];
  const square = fixed === undefined || fixed.height === fixed.width;
  const forChi = square ? (images ? [images] : await chiSets()) : [];
  if (scale === 1) {
    notes.push(
      'It enlarges by 1: what it makes of degraded images, beside these as they are, `ddr analyse` measures.',
    );
  }
  if (!square) {
    notes.push(
      `CHI is of square patches, and it takes ${fixed!.height} x ${fixed!.width} alone: none is measured.`,
    );
  }
  const total = forQuality.length + forChi.length;
  const part =
    (index: number): OnProgress =>
    ({ done, total: steps, note }) =>
      onProgress?.({ done: index + done / steps, total, note });
  const quality: QualityRow[] = [];
  for (const [i, set] of forQuality.entries()) {
    const shown = fixed ? await middles(set, fixed, scale!, (text) => note(set, text)) : set;
    quality.push(await qualityRow(network, shown, { scale, metrics, signal, onProgress: part(i) }));
  }
  const chi: ChiRow[] = [];
  for (const [i, set] of forChi.entries()) {
    // Sets of the project's own are chosen for one patch an image; of one's own, few images give several.
    const taken = images ? {} : { count: Math.min(100, set.count), size: Infinity };
    const row = {
      ...taken,
      layer: lastBlock(network),
      scale: shrunk,
      patch: fixed?.height,
      runs,
      tsne,
      signal,
    };
    const onMessage = (text: string): void => note(set, text);
    const onProgress = part(forQuality.length + i);
    chi.push(await chiRow(network, set, { ...row, onMessage, onProgress }));
  }
  return { quality, chi, notes };
}

/** The middles of those images that are large enough for a network that takes one size alone. */
async function middles(
  set: ImageSet,
  fixed: { readonly height: number; readonly width: number },
  scale: number,
  onMessage: (text: string) => void,
): Promise<ImageSet> {
  const size = { height: scale * fixed.height, width: scale * fixed.width };
  const kept: Image[] = [];
  for (let i = 0; i < set.count; i++) {
    const image = await set.read(i);
    if (image.height >= size.height && image.width >= size.width) kept.push(cropCentre(image, size));
  }
  const words = `${size.height} x ${size.width}, all that the network puts out`;
  if (kept.length === 0) throw new InputError(`${set.name}: no image is as large as ${words}.`);
  if (kept.length < set.count) {
    onMessage(`${set.count - kept.length} images are smaller than ${words}, and left out of PSNR and SSIM.`);
  }
  return { ...setOf(kept), name: set.name };
}
