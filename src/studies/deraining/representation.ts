import type { OnProgress } from '@ddr-lab/base/progress';
import { standardise } from '@ddr-lab/projection/standardise';
import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { pixelsNetwork } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { lastBlock } from '../../analysis/layers';
import { type FeatureView, tap } from '../../features/tap';
import { squaredDistances } from '../../metrics/dispersion';
import { separation } from '../../metrics/separation';
import type { Tappable } from '../../networks/tappable';
import { DRY } from './errors';
import type { WeatherPatches } from './weathers';

/** How far features of one network hold two weathers apart. */
export interface ApartRow {
  readonly network: string;
  readonly view: FeatureView;
  readonly pair: readonly [string, string];
  /** CHI of the two alone, of the features themselves: nothing reduced. It is proportional to the number of patches. */
  readonly chi: number;
  /** The weather's share of the variance: 0 where weathers are not told apart, 1 where there is nothing else. */
  readonly share: number;
}

/** What `apartRows` takes. */
export interface ApartOptions {
  /** Side of the patches in pixels, from the middle of those given; default 64. */
  readonly patch?: number;
  /** How features are looked at; default the paper's, `flattened`, and `mean-deviation`: mean and deviation over the patch. */
  readonly views?: readonly FeatureView[];
  readonly onProgress?: OnProgress;
}

/** Patches under several weathers as sets that can be analysed, the dry ones first. */
export function weatherSets({ dry, weathers }: WeatherPatches, patch: number): DegradedSets {
  const groups: (readonly Image[])[] = [dry, ...weathers.map(({ images }) => images)];
  const each = dry.length;
  return {
    degradations: [DRY, ...weathers.map(({ name }) => name)],
    patches: groups.flatMap((images) => images.map((image) => cropCentre(image, patch))),
    labels: Int32Array.from({ length: groups.length * each }, (_, i) => Math.floor(i / each)),
    contents: Int32Array.from({ length: groups.length * each }, (_, i) => i % each),
  };
}

/** What `apartRows` calls the pixels, analysed as features are. */
const PIXELS = 'pixels';

/** How far each network's last block, and the pixels, hold each pair of weathers apart. */
export async function apartRows(
  networks: Readonly<Record<string, Tappable>>,
  patches: WeatherPatches,
  { patch = 64, views = ['flattened', 'mean-deviation'], onProgress }: ApartOptions = {},
): Promise<ApartRow[]> {
  const sets = weatherSets(patches, patch);
  const control = pixelsNetwork();
  const all: Record<string, Tappable> = { [PIXELS]: control, ...networks };
  const rows: ApartRow[] = [];
  const total = Object.keys(all).length * views.length;
  let done = 0;
  for (const [name, network] of Object.entries(all)) {
    const layer = name === PIXELS ? control.layers[0] : lastBlock(network);
    for (const view of views) {
      const { [layer]: seen } = await tap(network, [layer], sets.patches, { view });
      const X = view === 'flattened' ? seen : standardise(seen);
      const { labels: groups, contents } = sets;
      const { pairs } = separation(squaredDistances(X), groups, { contents, permutations: 1 });
      for (const { labels, chi, share } of pairs) {
        const pair = [sets.degradations[labels[0]], sets.degradations[labels[1]]] as const;
        rows.push({ network: name, view, pair, chi, share });
      }
      onProgress?.({ done: ++done, total, note: name });
    }
  }
  control.model.dispose();
  return rows;
}

/** The row of a network and a pair of weathers. */
export function apartOf(
  rows: readonly ApartRow[],
  network: string,
  [a, b]: readonly [string, string],
  view: FeatureView = 'flattened',
): ApartRow {
  return rows.find(
    (row) => row.network === network && row.view === view && row.pair.includes(a) && row.pair.includes(b),
  )!;
}
