import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { sampleSteps } from '../../charts/sample-steps';
import type {
  FilterKind,
  layerShares,
  MaskingPoint,
  StrengthPoint,
  StrengthSample,
} from './discriminative-filters';

/** How much masking the top filters changes outputs under their own degradation, a line a method. */
export function maskingFigure(
  points: readonly MaskingPoint[],
  kind: FilterKind,
  options: FigureOptions = {},
): Figure {
  const own = points.filter((point) => point.kind === kind);
  return lines({
    name: `b2-masking-${kind}`,
    ...options,
    x: [...new Set(own.map(({ share }) => 100 * share))],
    categoryTitle: 'masked kernels / %',
    valueTitle: `change under ${kind}`,
    series: [...new Set(own.map(({ method }) => method))].map((name) => ({
      name,
      values: own.filter(({ method }) => method === name).map((point) => point.own),
    })),
  });
}

/** Which layers hold the top filters. */
export function layersFigure(
  layers: Readonly<Record<FilterKind, ReturnType<typeof layerShares>>>,
  options: FigureOptions = {},
): Figure {
  return lines({
    name: 'b2-layers',
    ...options,
    x: layers.blur.map((_, i) => i + 1),
    categoryTitle: 'convolution',
    valueTitle: 'its kernels among the top 1 % / %',
    logarithmic: false,
    series: (['blur', 'noise'] as const).map((name) => ({
      name,
      values: layers[name].map(({ share }) => 100 * share),
    })),
  });
}

/** The error as the slider moves. */
export function strengthFigure(
  curves: Readonly<Record<string, readonly StrengthPoint[]>>,
  options: FigureOptions = {},
): Figure {
  const [first] = Object.values(curves);
  return lines({
    name: 'b2-strength',
    ...options,
    x: first.map(({ strength }) => strength),
    categoryTitle: 'strength (0: baseline, 1: target)',
    valueTitle: 'mean squared error x 1000',
    series: Object.entries(curves).map(([name, points]) => ({
      name,
      values: points.map(({ error }) => error),
    })),
  });
}

/** What the network makes of an image as the slider of strength moves, a row a kind of filter. */
export function strengthSlider(
  samples: readonly StrengthSample[],
  options: FigureOptions = {},
): Promise<Figure> {
  const { name = 'b2-slider' } = options;
  const strengths = samples[0].outputs.map(({ strength }) => strength);
  return sampleSteps({
    ...options,
    name,
    prefix: 'strength ',
    shown: strengths.indexOf(1),
    columnTitles: ['input', 'output', 'original'],
    steps: strengths.map((strength, i) => ({
      label: `${strength}`,
      rows: samples.map(({ kind, degraded, original, outputs }) => ({
        title: kind,
        images: [degraded, outputs[i].output, original],
        notes: ['', `error ${outputs[i].error.toFixed(2)}`, ''],
      })),
    })),
  });
}
