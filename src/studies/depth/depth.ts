import { existsSync } from 'node:fs';
import { srcnnDepths } from '../../methods/pixel/srcnn';
import type { Spread } from '../../metrics/spread';
import type { OnProgress } from '@ddr-lab/base/progress';
import { analyse, type AnalyseOptions, type LayerAnalysis } from '../../analysis/analyse';
import { checkpoint, checkpointFile } from '../../analysis/checkpoint';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { lastBlock } from '../../analysis/layers';
import { InputError } from '@ddr-lab/base/errors';
import { rankCorrelation } from '../../metrics/rank-correlation';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, times, verdictBetween } from '../../claims/check';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';

/** What the last layer of an SRCNN of one depth knows of degradations, with global residual and without. */
export interface DepthRow {
  readonly layers: number;
  readonly wGR: DepthSide;
  readonly woGR: DepthSide;
}

/** One of the two networks of a depth. */
export interface DepthSide {
  /** PSNR in dB that its training measured at its end, and bicubic's. */
  readonly psnr: number;
  readonly bicubic: number;
  readonly analysis: LayerAnalysis;
  readonly chi: Spread;
}

/** The depths of SRCNN whose two networks are both there, of those that the paper compares. */
export function trainedDepths(): number[] {
  const there = (depth: number, kind: string): boolean =>
    existsSync(checkpointFile(`srcnn-${depth}-${kind}`));
  return srcnnDepths.filter((depth) => there(depth, 'wgr') && there(depth, 'wogr'));
}

/** The analysis of SRCNNs of several depths at their last convolution but one (A.7, Tab. 4, Fig. 14). */
export async function depthRows(
  depths: readonly number[],
  sets: DegradedSets,
  options: Omit<AnalyseOptions, 'layers'> = {},
): Promise<DepthRow[]> {
  const { onProgress, ...rest } = options;
  const total = 2 * depths.length;
  let done = 0;
  const side = async (name: string): Promise<DepthSide> => {
    const part: OnProgress = (progress) =>
      onProgress?.({ done: done + progress.done / progress.total, total, note: name });
    const network = await checkpoint(name);
    try {
      const [analysis] = await analyse(network, sets, {
        ...rest,
        layers: [lastBlock(network)],
        control: false,
        onProgress: part,
      });
      const { psnr, bicubic } = JSON.parse(network.metadata.metrics) as Record<string, number>;
      return { psnr, bicubic, analysis, chi: analysis.chi };
    } finally {
      done++;
      network.model.dispose();
    }
  };
  const rows: DepthRow[] = [];
  for (const layers of depths) {
    rows.push({ layers, wGR: await side(`srcnn-${layers}-wgr`), woGR: await side(`srcnn-${layers}-wogr`) });
  }
  onProgress?.({ done: total, total });
  return rows;
}

const deep: Claim = {
  id: 'A.7-deep',
  section: 'A.7, Tab. 4, Fig. 14',
  text: 'The deepest SRCNN with global residual tells degradations apart in its deep features.',
  paper: 168.12,
  threshold: 'CHI at its last layer but one is over 100',
  reason: 'at 100 the scatter shows separate groups, overlapping points have a CHI near 1. Weakly from 20.',
};

const shallow: Claim = {
  id: 'A.7-deep-over-shallow',
  section: 'A.7, Tab. 4, Fig. 14',
  text: 'It takes depth: the shallowest SRCNN does not tell them apart as the deepest does.',
  paper: 'clusters appear with depth',
  threshold: 'CHI of the deepest is at least 20 times that of the shallowest, both with global residual',
  reason: 'far beyond the spread over t-SNE runs, which is below a factor of 2. Weakly from 5 times.',
};

const grows: Claim = {
  id: 'A.7-grows-with-depth',
  section: 'A.7, Tab. 4',
  text: 'CHI grows with the number of layers.',
  paper: 'grows with depth',
  threshold: 'rank correlation of layers and CHI (with global residual) is at least 0.9',
  reason: 'of six depths one pair of neighbours may change places (0.94). Weakly from 0.6.',
};

/**
 * What A.7 says of depth, on SRCNNs with global residual.
 *
 * @param rows CHI by the number of layers, at least two, in order.
 * @throws InputError for fewer.
 */
export function checkDepth(
  rows: readonly { readonly layers: number; readonly wGR: { readonly chi: Measured } }[],
): CheckedClaim[] {
  if (rows.length < 2)
    throw new InputError(`Depth is checked on two networks or more, not on ${rows.length}.`);
  const chi = rows.map(({ wGR }) => wGR.chi);
  const last = chi[chi.length - 1];
  const layers = rows.map((row) => row.layers);
  return [
    checkMeasured(deep, { of: [last], verdict: (value) => verdictBetween(value, 100, 20) }),
    checkMeasured(shallow, {
      of: [last, chi[0]],
      statistic: ([deepest, shallowest]) => deepest / shallowest,
      verdict: (ratio) => verdictBetween(ratio, 20, 5),
      ours: times,
    }),
    checkMeasured(grows, {
      of: chi,
      statistic: (values) => rankCorrelation(layers, values),
      verdict: (order) => verdictBetween(order, 0.9, 0.6),
    }),
  ];
}

/** CHI of one depth's two networks. */
export interface DepthPoint {
  readonly layers: number;
  readonly wGR: { readonly chi: Spread };
  readonly woGR: { readonly chi: Spread };
}

/** CHI over the number of layers, with global residual and without (the paper's Fig. 14 and Tab. 4 as a chart). */
export function depthFigure(rows: readonly DepthPoint[], options: FigureOptions = {}): Figure {
  const { name = 'fig14-depth' } = options;
  return lines({
    ...options,
    name,
    x: rows.map(({ layers }) => `${layers}`),
    categoryTitle: 'layers',
    valueTitle: 'CHI (by degradation)',
    series: [
      { name: 'SRCNN-wGR', values: rows.map(({ wGR }) => wGR.chi) },
      { name: 'SRCNN-woGR', values: rows.map(({ woGR }) => woGR.chi) },
    ],
    logarithmic: true,
  });
}
