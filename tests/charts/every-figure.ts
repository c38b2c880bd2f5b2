import type { LayerAnalysis } from '../../src/analysis/analyse';
import type { Contrast } from '../../src/analysis/contrast';
import {
  type PairChi,
  generalisationChiFigure,
  generalisationFigure,
} from '../../src/studies/applications/generalisation';
import type { ContrastSweepRow } from '../../src/studies/classification/contrast-sweep';
import type { ReducedPoints, Reduction } from '../../src/studies/reductions/dimensionality';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { bars } from '@ddr-lab/charts/bars';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { guidanceDiagram } from '../../src/studies/applications/guidance-diagram';
import { camerasFigure } from '../../src/studies/cameras/cameras';
import { depthFigure } from '../../src/studies/depth/depth';
import { degreesFigure, spectrumFigure } from '../../src/studies/degrees/figures';
import { contrastLayersFigure } from '../../src/studies/structure/structure';
import {
  reductionDimensionsFigure,
  reductionsFigure,
  sidesFigure,
  tsneSettingsFigure,
} from '../../src/studies/reductions/figures';
import { featureMapsFigure } from '../../src/studies/feature-maps/feature-maps';
import {
  classifierLayersFigure,
  contrastFigure,
  contrastSweepFigure,
} from '../../src/studies/classification/figures';
import { chiFigure, clustersFigure } from '../../src/charts/clusters';
import {
  contentFigure,
  outputSpectra,
  trainingAnimation,
  trainingMaps,
} from '../../src/studies/evolution/figures';
import { confusionFigure } from '../../src/studies/applications/confusion-figure';
import { type CurvePoint, trainingCurve, trainingEvolution } from '../../src/charts/training';
import { heatGrid } from '@ddr-lab/charts/heat-grid';
import { rankedBars } from '@ddr-lab/charts/ranked-bars';
import { sampleGrid } from '../../src/charts/sample-grid';
import { sampleSteps } from '../../src/charts/sample-steps';
import { overRuns } from '../../src/metrics/spread';
import { createRandom } from '@ddr-lab/base/random';
import { anySeparation } from '../analysis/any-separation';
import { picture } from './examples';

const degradations = ['clean', 'blur4', 'noise20'];
const count = 60;
const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
const sets = { labels, degradations };

/** Clusters, one of their points far from all others. */
function points(seed: number, dims = 2, rows = count): Matrix<Float64Array> {
  const random = createRandom(seed);
  const data = Float64Array.from({ length: rows * dims }, (_, at) => {
    const row = Math.floor(at / dims);
    return (row === 7 ? 400 : 0) + 12 * (row % 3) * ((at % dims) + 1) + 5 * random.normal();
  });
  return createMatrix(rows, dims, data);
}

const layer = (name: string, chi: number, rows = count): LayerAnalysis => {
  const spread = overRuns([0.4 * chi, 1.6 * chi, 1.9 * chi]);
  const runs = [{ points: points(chi, 2, rows), kl: 0, wd: 1, bd: 2, chi }];
  return {
    layer: name,
    runs,
    wd: spread,
    bd: spread,
    chi: spread,
    reduced: { wd: 1, bd: 2, chi },
    features: anySeparation,
    map: anySeparation,
    patches: rows / 3,
  };
};
const names = ['Conv1', 'RB1', 'RB4', 'RB8', 'RB16'];
const layers = (scale: number): LayerAnalysis[] => names.map((name, i) => layer(name, scale * 4 ** i));
const analyses = { 'SRResNet-wGR': layers(1.1), 'SRResNet-woGR': layers(0.02), 'SRGAN-wGR': layers(0.9) };

const contrast = (name: string, seed: number): Contrast => ({
  layer: name,
  classes: ['instrument', 'animal'],
  sets: { degradations, patches: [], labels, contents: labels.map((_, i) => Math.floor(i / 3)) },
  classOf: labels.map((_, i) => Math.floor(i / 3) % 2),
  runs: [{ points: points(seed), kl: 0, wd: 1, bd: 2, chi: 3 }],
  byClass: overRuns([120, 130]),
  byDegradation: overRuns([0.5]),
});
const sweep = (scale: number): ContrastSweepRow[] =>
  ['blur', 'noise'].flatMap((kind) =>
    [0, 1, 2, 4, 8].map((strength) => ({
      preset: `${kind}${strength}`,
      kind,
      strength,
      byClass: overRuns([scale * 90 * 0.6 ** strength]),
      byDegradation: overRuns([scale * 0.3 * 2 ** strength]),
    })),
  );
const cameras = ['Canon EOS', 'Nikon D810'].flatMap((camera) =>
  (['high', 'low'] as const).map((quality) => ({ camera, quality })),
);
const cameraLabels = Int32Array.from({ length: count }, (_, i) => i % 4);
const reduced = (reduction: Reduction, dims: number, chi: number): ReducedPoints => ({
  reduction,
  dims,
  points: points(dims + chi, dims),
  chi: overRuns([chi, 1.5 * chi]),
});
const reductions = (scale: number): ReducedPoints[] =>
  (['PCA', 't-SNE', 'PCA + t-SNE'] as Reduction[]).flatMap((name) =>
    [2, 3].map((dims) => reduced(name, dims, scale * 30 * dims)),
  );
const map = { height: 8, width: 8, data: Float64Array.from({ length: 64 }, (_, i) => (7 * i) % 64) };
const features = { layer: 'RB16', channels: 64, maps: Array(8).fill(map), shares: Array(8).fill(0.0123) };
const moments = [0, 128, 1024, 16384, 65536].map((iteration, i) => ({
  iteration,
  map: points(i),
  chi: { mean: 0.3 + iteration / 200, standardDeviation: 0.2 },
  psnr: 23 + i,
}));
const degrees = ['clean', 'noise5', 'noise10', 'noise20', 'noise30', 'noise50'];
const degreeLabels = Int32Array.from({ length: count }, (_, i) => i % degrees.length);
const pairs = degrees.slice(1).map((_, i) => ({
  first: 0,
  second: i + 1,
  chi: overRuns([3 ** i, 3 ** i + 1]),
  points: 10,
}));
const frequency = Float64Array.from({ length: 32 }, (_, i) => (i + 1) / 64);
const spectra = [1, 0.1, 30].map((scale) => ({ frequency, power: frequency.map((f) => scale / f ** 3) }));
const trained = (chi: number): PairChi[] =>
  [
    ['clean', 'blur4'],
    ['clean', 'noise20'],
    ['blur4', 'noise20'],
  ].map(([a, b], i) => ({ a, b, chi: overRuns([chi / (i + 1), chi]) }));
const log: CurvePoint[] = Array.from({ length: 30 }, (_, i) => ({
  iteration: 1000 * i,
  losses: { pixels: 1 / (i + 1), adversarial: 100, perceptual: 0.001 * i + 0.01 },
  metrics: { psnr: 23 + i / 20, 'bicubic psnr': 22.9 },
}));
const classes = ['clean', 'blur', 'noise', 'JPEG', 'old film'];
const confusion = classes.map((_, i) => classes.map((_, k) => (i === k ? 80 : 5)));
const pictures = Array.from({ length: 9 }, (_, i) => picture(i));

/** Every function that makes a figure, with results as the notebooks have them: names and numbers of the same lengths. */
export const everyFigure: Readonly<Record<string, (look: FigureOptions) => Figure | Promise<Figure>>> = {
  clustersFigure: (look) => clustersFigure(analyses, sets, look),
  chiFigure: (look) => chiFigure(analyses, look),
  classifierLayersFigure: (look) => classifierLayersFigure(layers(2), sets, look),
  contrastFigure: (look) =>
    contrastFigure({ ResNet18: contrast('', 1), 'SRResNet-wGR': contrast('', 2) }, look),
  contrastLayersFigure: (look) =>
    contrastLayersFigure(
      {
        classification: names.map((name, i) => contrast(name, i)),
        'super-resolution': names.map((name, i) => contrast(name, i + 9)),
      },
      look,
    ),
  contrastSweepFigure: (look) =>
    contrastSweepFigure({ ResNet18: sweep(1), 'SRResNet-wGR': sweep(3), 'SRGAN-wGR': sweep(0.4) }, look),
  camerasFigure: (look) =>
    camerasFigure(
      { 'SRResNet-wGR': layers(1).slice(0, 2), 'SRGAN-wGR': layers(2).slice(0, 2) },
      { sets: cameras },
      { labels: cameraLabels, degradations: cameras.map(({ camera, quality }) => `${camera}, ${quality}`) },
      look,
    ),
  generalisationFigure: (look) =>
    generalisationFigure(
      {
        clean: layer('RB16', 329),
        'clean and noise': layer('RB16', 3),
        'clean, noise and blur': layer('RB16', 9),
      },
      sets,
      look,
    ),
  generalisationChiFigure: (look) =>
    generalisationChiFigure(
      { clean: trained(430), 'clean and noise': trained(80), 'clean, noise and blur': trained(9) },
      look,
    ),
  depthFigure: (look) =>
    depthFigure(
      [4, 8, 16].map((n) => ({
        layers: n,
        wGR: { chi: overRuns([n, 20 * n]) },
        woGR: { chi: overRuns([0.1, 0.2]) },
      })),
      look,
    ),
  spectrumFigure: (look) =>
    spectrumFigure(
      { 'SRResNet-wGR': layer('RB16', 2), 'SRGAN-wGR': layer('RB16', 3) },
      { labels: degreeLabels, degradations: degrees },
      look,
    ),
  degreesFigure: (look) =>
    degreesFigure(
      {
        'SRResNet-wGR': { degradations: degrees, pairs, order: overRuns([1]) },
        'SRGAN-wGR': { degradations: degrees, pairs, order: overRuns([1]) },
      },
      look,
    ),
  reductionDimensionsFigure: (look) =>
    reductionDimensionsFigure({ 'SRResNet-wGR': reductions(3), 'SRResNet-woGR': reductions(0.1) }, look),
  reductionsFigure: (look) =>
    reductionsFigure({ 'SRResNet-wGR': reductions(3), 'SRResNet-woGR': reductions(0.1) }, sets, look),
  sidesFigure: (look) =>
    sidesFigure({ 'SRResNet-wGR': reductions(3), 'SRResNet-woGR': reductions(0.1) }, sets, look),
  tsneSettingsFigure: (look) =>
    tsneSettingsFigure(
      ['SRResNet-wGR', 'SRResNet-woGR'].flatMap((network) =>
        ['seed 1', 'seed 2', 'perplexity 5', 'perplexity 50'].map((setting, i) => ({
          network,
          setting,
          points: points(i),
          chi: 10 ** i,
        })),
      ),
      sets,
      look,
    ),
  featureMapsFigure: (look) =>
    featureMapsFigure(
      ['SRResNet-wGR', 'SRResNet-woGR'].flatMap((network) =>
        degradations.map((degradation, i) => ({ network, degradation, input: picture(i, 8), features })),
      ),
      look,
    ),
  contentFigure: (look) =>
    contentFigure(
      {
        'SRResNet-wGR': { asTheyAre: contentOf(1), withoutContent: contentOf(2) },
        'SRGAN-woGR': { asTheyAre: contentOf(3), withoutContent: contentOf(4) },
      },
      sets,
      look,
    ),
  trainingMaps: (look) => trainingMaps({ 'SRResNet-wGR': moments, 'SRResNet-woGR': moments }, sets, look),
  trainingAnimation: (look) =>
    trainingAnimation({ 'SRResNet-wGR': moments, 'SRResNet-woGR': moments }, sets, look),
  trainingEvolution: (look) => trainingEvolution({ 'SRResNet-wGR': moments, 'SRResNet-woGR': moments }, look),
  trainingCurve: (look) => trainingCurve(log, look),
  outputSpectra: (look) =>
    outputSpectra({ 'SRResNet-wGR': spectra, 'SRResNet-woGR': spectra }, degradations, look),
  confusionFigure: (look) =>
    confusionFigure({ 'deep features': confusion, BRISQUE: confusion }, { classes, ...look }),
  heatGrid: (look) =>
    heatGrid({
      name: 'heat',
      x: ['clean', 'blur 0.8', 'blur 1.6', 'noise 10'],
      y: ['0', '5', '10'],
      xTitle: 'true degradation',
      yTitle: 'told / levels',
      valueTitle: 'dB above SRResNet-wGR',
      panels: ['DASR', 'DASR (blind)', 'DASR (a very long name of a network)'].map((title, p) => ({
        title,
        values: [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => (p - 1) * 3 * row - 1.04 * column)),
      })),
      ...look,
    }),
  guidanceDiagram: (look) => guidanceDiagram(look),
  bars: (look) =>
    bars({
      name: 'bars',
      categories: ['deep features of SRGAN-wGR', 'MSCN statistics', 'BRISQUE', 'pixels'],
      series: ['accuracy', 'balanced'].map((name, i) => ({ name, values: [91 + i, 80, 70.5, 33] })),
      valueTitle: 'accuracy (%)',
      ...look,
    }),
  rankedBars: (look) =>
    rankedBars({
      name: 'ranked',
      values: {
        'SRResNet-wGR': 80.6,
        BRISQUE: { mean: 87, standardDeviation: 4 },
        'deep features of SRGAN-woGR': 49,
      },
      valueTitle: 'accuracy (%)',
      ...look,
    }),
  sampleSteps: (look) =>
    sampleSteps({
      name: 'steps',
      columnTitles: degradations,
      steps: [0, 1].map((step) => ({
        label: `${step}`,
        rows: [{ title: 'output', images: pictures.slice(step, step + 3) }],
      })),
      ...look,
    }),
  sampleGrid: (look) =>
    sampleGrid({
      name: 'samples',
      columnTitles: degradations,
      rows: [0, 1, 2].map((row) => ({
        title: `image ${row}`,
        images: pictures.slice(row * 3, row * 3 + 3),
        notes: ['23.61 dB', '19.02 dB', '21.44 dB'],
      })),
      ...look,
    }),
};

function contentOf(seed: number): Parameters<typeof contentFigure>[0][string]['asTheyAre'] {
  return { points: points(seed), chi: overRuns([12.3 * seed]) } as Parameters<
    typeof contentFigure
  >[0][string]['asTheyAre'];
}
