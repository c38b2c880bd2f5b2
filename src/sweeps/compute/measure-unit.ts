import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { perplexityFor } from '../../analysis/analyse-features';
import type { Cached } from '../../analysis/cached/features';
import { setsOf } from '../../analysis/degraded-sets';
import { shrink } from '../../analysis/low-resolution';
import { networkFingerprint } from '../../networks/fingerprints';
import { chooseLayers, closeNetworks, openNetworks, type OpenedNetwork } from '../../reports/open-networks';
import { prepareImages } from '../../reports/prepare-images';
import { stages } from '../../reports/stages';
import type { MeasureName } from '../spec/sweep';
import type { MeasureUnit } from '../unit';
import type { MeasureContext, MeasureUnitBy } from './context';
import { knowImages } from './images';
import { measureAttribution } from './measures/attribution';
import { measureChi } from './measures/chi';
import { measureContrast } from './measures/contrast';
import { measureQuality } from './measures/quality';
import { measureSrga } from './measures/srga';
import type { Row, UnitValues } from './row';

/** What `measureUnit` needs besides the unit. */
export interface MeasureUnitOptions extends Cached {
  /** The network's weight file. */
  readonly file: string;
  readonly set: ImageSet;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Larger images are cut to this side where nothing else is said. */
const SIZE = 512;

/** Each measure by its name, and about how long it takes beside the others. PSNR and SSIM come of one pass. */
const measures: readonly {
  readonly names: readonly MeasureName[];
  readonly by: MeasureUnitBy;
  readonly weight: number;
}[] = [
  { names: ['chi'], by: measureChi, weight: 6 },
  { names: ['srga'], by: measureSrga, weight: 1 },
  { names: ['psnr', 'ssim'], by: measureQuality, weight: 2 },
  { names: ['contrast'], by: measureContrast, weight: 4 },
  { names: ['attribution'], by: measureAttribution, weight: 2 },
];

/**
 * All numbers of one unit.
 *
 * @throws InputError where network or images are not those that were planned, and for what the measures refuse.
 */
export async function measureUnit(unit: MeasureUnit, options: MeasureUnitOptions): Promise<UnitValues> {
  const { file, set, signal, cache } = options;
  const wanted = measures.filter(({ names }) => names.some((name) => unit.measures.includes(name)));
  const steps = stages(
    options.onProgress,
    wanted.reduce((sum, { weight }) => sum + weight, 1),
  );
  const onImages = steps.stage(1, 'images');
  const { fingerprint } = await knowImages(set, { onProgress: onImages, signal });
  if (fingerprint !== unit.images.fingerprint) throw changed(`The images of ${set.name}`);
  const networks = await openNetworks([file], { ...unit.options, patch: unit.patch });
  try {
    const [opened] = networks;
    if (
      'fingerprint' in unit.network &&
      (await networkFingerprint(opened.network, { code: false })) !== unit.network.fingerprint
    ) {
      throw changed(file);
    }
    const context = await contextOf(unit, opened, { set, signal, cache });
    const rows: Row[] = [];
    const notes: string[] = [...opened.warnings];
    for (const { by, weight, names } of wanted) {
      const found = await by({ ...context, onProgress: steps.stage(weight, names[0]) });
      rows.push(...found.rows);
      notes.push(...found.notes);
    }
    return { rows, notes };
  } finally {
    closeNetworks(networks);
  }
}

/** Whether a measure looks at patches of shrunk images; the contrast takes images as they are. */
export const needsPatches = (name: MeasureName): boolean => name !== 'contrast';

async function contextOf(
  unit: MeasureUnit,
  opened: OpenedNetwork,
  rest: Pick<MeasureContext, 'set' | 'signal' | 'cache'>,
): Promise<MeasureContext> {
  const { patch, degradations, seeds, projection } = unit;
  const [layers] = chooseLayers([opened], unit.layers);
  const side = patch * opened.shrunk;
  const prepared = unit.measures.some(needsPatches)
    ? await prepareImages(rest.set, {
        count: unit.images.count,
        side,
        size: unit.images.size ?? Math.max(SIZE, side),
        signal: rest.signal,
      })
    : undefined;
  const lr = prepared?.whole.map((image) => shrink(image, opened.shrunk));
  const sets = lr && (await setsOf(lr, { degradations, patch, seed: seeds.first, grids: prepared!.grids }));
  const points = sets?.labels.length;
  const perplexity = projection.perplexity ?? (points === undefined ? undefined : perplexityFor(points));
  return {
    unit,
    opened,
    layers,
    whole: prepared?.whole ?? [],
    ...(sets ? { sets } : {}),
    tsne: {
      ...(perplexity === undefined ? {} : { perplexity }),
      ...(projection.iterations === undefined ? {} : { iterations: projection.iterations }),
    },
    ...rest,
  };
}

const changed = (what: string): InputError =>
  new InputError(`${what}: not what was planned; make the plan anew (ddr sweep plan).`);
