import { analyse, type LayerAnalysis, PIXELS, pixelsNetwork } from '../../../analysis/analyse';
import { disposeNetwork } from '../../../networks/tappable';
import { groupLayers } from '../../../reports/open-networks';
import type { MeasureUnitBy } from '../context';
import { type Row, row } from '../row';

/**
 * WD, BD and CHI of each layer and seed, CHI of the principal components, and the same of the input's pixels, the control: as `ddr analyse`
 * has them with these settings.
 */
export const measureChi: MeasureUnitBy = async ({ unit, opened, layers, sets, ...context }) => {
  const { tsne, cache, signal, onProgress } = context;
  const { groups, tooLarge } = await groupLayers(opened.network, layers, sets!.patches);
  const options = {
    components: unit.projection.components,
    runs: unit.seeds.count,
    seed: unit.seeds.first,
    control: false,
    onMessage: false,
    tsne,
    signal,
    onProgress,
    ...(cache === undefined ? {} : { cache }),
  } as const;
  const rows: Row[] = [];
  const pixels = pixelsNetwork();
  try {
    const [control] = await analyse(pixels, sets!, { ...options, layers: [PIXELS] });
    rows.push(...rowsOf({ ...control, layer: 'input pixels' }, unit.seeds.first));
  } finally {
    disposeNetwork(pixels);
  }
  for (const group of groups) {
    const found = await analyse(opened.network, sets!, { ...options, layers: group });
    rows.push(...found.flatMap((one) => rowsOf(one, unit.seeds.first)));
  }
  const notes = tooLarge.map(
    ({ layer, gigabytes }) =>
      `the layer ${layer} was left out: its features take ${gigabytes.toFixed(1)} GB; fewer or smaller patches take less`,
  );
  return { rows, notes };
};

function rowsOf({ layer, wd, bd, chi, reduced }: LayerAnalysis, first: number): Row[] {
  const scores = { WD: wd, BD: bd, CHI: chi };
  const runs = Object.entries(scores).flatMap(([measure, { values }]) =>
    values.map((value, run) => row(measure, value, { layer, seed: first + run })),
  );
  return [...runs, row('CHI of components', reduced.chi, { layer })];
}
