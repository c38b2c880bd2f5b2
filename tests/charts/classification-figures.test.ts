import { describe, expect, it } from 'vitest';
import type { LayerAnalysis } from '../../src/analysis/analyse';
import type { Contrast } from '../../src/analysis/contrast';
import type { ContrastSweepRow } from '../../src/studies/classification/contrast-sweep';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import {
  classifierLayersFigure,
  contrastFigure,
  contrastSweepFigure,
} from '../../src/studies/classification/figures';
import { contrastLayersFigure } from '../../src/studies/structure/structure';
import { camerasFigure } from '../../src/studies/cameras/cameras';
import { featureMapsFigure, greyImage } from '../../src/studies/feature-maps/feature-maps';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { overRuns } from '../../src/metrics/spread';
import { picture } from './examples';
import { anySeparation } from '../analysis/any-separation';

const points = createMatrix(
  8,
  2,
  Float64Array.from({ length: 16 }, (_, i) => (7 * i) % 16),
);
const runs = [{ points, kl: 0, wd: 1, bd: 2, chi: 3 }];
const analysis = (layer: string): LayerAnalysis => {
  const spread = overRuns([3, 4]);
  return {
    layer,
    runs,
    wd: spread,
    bd: spread,
    chi: spread,
    reduced: { wd: 1, bd: 2, chi: 3 },
    features: anySeparation,
    map: anySeparation,
    patches: 1,
  };
};
const labels = Int32Array.from([0, 0, 1, 1, 2, 2, 3, 3]);

const contrast: Contrast = {
  layer: 'RB16',
  classes: ['ball', 'wheel'],
  sets: {
    degradations: ['clean', 'blur1'],
    patches: [],
    labels: Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1]),
    contents: Int32Array.from([0, 1, 2, 3, 0, 1, 2, 3]),
  },
  classOf: Int32Array.from([0, 0, 1, 1, 0, 0, 1, 1]),
  runs,
  byClass: overRuns([120, 130]),
  byDegradation: overRuns([0.5]),
};

describe('the figures of a fixed input', () => {
  it('a classifier, layer by layer', () => {
    const sets = { degradations: ['ball', 'wheel', 'crate', 'arch'], labels };
    expect(classifierLayersFigure([analysis('Conv1'), analysis('Conv5_2')], sets)).toMatchSnapshot();
  });

  it('one map twice: coloured by class above, by degradation below', () => {
    const figure = contrastFigure({ ResNet18: contrast, SRResNet: contrast });
    expect(figure).toMatchSnapshot();
    // All points are drawn in each panel, in the place that they have in the panel below or above.
    const panelOf = (axis: string): Map<number, { at: string; name: string }> => {
      const traces = figure.data.filter(({ xaxis, customdata }) => xaxis === axis && customdata);
      return new Map(
        traces.flatMap(({ name, x, y, customdata }) =>
          (customdata as number[]).map((patch, k): [number, { at: string; name: string }] => [
            patch,
            { at: `${(x as number[])[k]} ${(y as number[])[k]}`, name: name as string },
          ]),
        ),
      );
    };
    for (const [upper, lower] of [
      ['x', 'x3'],
      ['x2', 'x4'],
    ]) {
      const [byClass, byDegradation] = [panelOf(upper), panelOf(lower)];
      expect(byClass.size).toBe(8);
      for (let i = 0; i < 8; i++) {
        expect(byClass.get(i)!.at).toBe(byDegradation.get(i)!.at);
        expect(byClass.get(i)!.name).toBe(contrast.classes[contrast.classOf[i]]);
        expect(byDegradation.get(i)!.name).toBe(contrast.sets.degradations[contrast.sets.labels[i]]);
      }
    }
    const words = (figure.layout.annotations as { text: string }[]).map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining(['by class', 'by degradation', 'CHI 125.0', 'CHI 0.50']));
  });

  it('the versions of a picture on one spot show as rings: the lower the label, the larger', () => {
    const spot = createMatrix(8, 2, new Float64Array(16));
    const figure = contrastFigure({ ResNet18: { ...contrast, runs: [{ ...runs[0], points: spot }] } });
    const lower = figure.data.filter(({ xaxis }) => xaxis === 'x2');
    expect(lower.map(({ name }) => name)).toEqual(['clean', 'blur1']);
    const [below, above] = lower.map(({ marker }) => (marker as { size: number }).size);
    expect(below).toBeGreaterThan(1.5 * above);
  });

  it('the same for several layers of each network', () => {
    const layers = [{ ...contrast, layer: 'RB1' }, contrast];
    const figure = contrastLayersFigure({ classification: layers, 'super-resolution': layers });
    expect(figure).toMatchSnapshot();
    const heads = (figure.layout.annotations as { text: string; y: number }[]).filter(({ y }) => y === 1);
    expect(heads.map(({ text }) => text)).toEqual([
      ...['RB1', 'RB16', 'RB1', 'RB16'],
      ...['coloured by class', 'coloured by degradation'],
    ]);
  });

  it('CHI along the strength of degradations', () => {
    const row = (kind: string, strength: number, a: number, b: number): ContrastSweepRow => ({
      preset: `${kind}${strength}`,
      kind,
      strength,
      byClass: overRuns([a]),
      byDegradation: overRuns([b]),
    });
    const rows = [row('blur', 1, 50, 2), row('blur', 4, 3, 90), row('noise', 10, 40, 0)];
    expect(contrastSweepFigure({ ResNet18: rows })).toMatchSnapshot();
  });

  it('cameras and qualities', () => {
    const sets = ['phone', 'SLR'].flatMap((camera) =>
      (['high', 'low'] as const).map((quality) => ({ camera, quality })),
    );
    const degradations = sets.map(({ camera, quality }) => `${camera}, ${quality}`);
    const patches = { labels, degradations };
    expect(camerasFigure({ wGR: [analysis('RB16')] }, { sets }, patches)).toMatchSnapshot();
    // More networks than layers stand side by side: no tall, narrow columns.
    const [a, b] = [analysis('RB1'), analysis('RB16')];
    const { layout } = camerasFigure({ n1: [a, b], n2: [a, b], n3: [a, b] }, { sets }, patches);
    expect(layout.width).toBeGreaterThan(layout.height);
  });

  it('principal maps, network by network', async () => {
    const map = { height: 4, width: 4, data: Float64Array.from({ length: 16 }, (_, i) => i) };
    const features = { layer: 'RB16', channels: 32, maps: [map, map], shares: [0.8, 0.0123] };
    const rows = ['wGR', 'wGR', 'woGR'].map((network, i) => ({
      network,
      degradation: i === 1 ? 'blur4' : 'clean',
      input: picture(1, 4),
      features,
    }));
    const { layout, ...figure } = await featureMapsFigure(rows);
    expect(figure).toMatchSnapshot();
    const { annotations, images } = layout as unknown as {
      annotations: { text: string }[];
      images: unknown[];
    };
    expect(images).toHaveLength(9);
    expect(annotations.map(({ text }) => text)).toEqual([
      ...['clean', 'blur4', 'clean', 'wGR', 'woGR', 'input', '1', '2'],
      ...Array<string>(3).fill('80 %'),
      ...Array<string>(3).fill('1.2 %'),
    ]);
    const { layout: few } = await featureMapsFigure(rows, { maps: 1 });
    expect(few.images).toHaveLength(6);
  });
});

it('greys run from the 5th to the 95th percentile, one that is flat is grey', () => {
  const data = Float64Array.from({ length: 201 }, (_, i) => (i === 200 ? 1e6 : i));
  const image = greyImage({ height: 1, width: 201, data });
  expect(image.data[0]).toBe(0);
  // In 32 steps.
  expect(Math.abs(image.data[3 * 100] - 0.5)).toBeLessThan(1 / 31);
  expect(image.data[3 * 200]).toBe(1);
  expect(greyImage({ height: 1, width: 2, data: new Float64Array(2) }).data[0]).toBe(0.5);
});

it('refuses what cannot be drawn', () => {
  const line = (y: number[]) => ({
    name: 'g',
    valueTitle: 'CHI',
    logarithmic: true,
    panels: [{ row: 'a', column: 'b', lines: [{ name: 'l', x: [1], y }] }],
  });
  expect(() => lineGrid(line([0]))).toThrow('holds 0, which its value axis cannot show');
  expect(() => lineGrid({ ...line([1]), panels: [] })).toThrow('nothing to draw');
  const panels = [{ row: 'a', column: 'b', points, labels }];
  const labelNames = ['a', 'b', 'c', 'd'];
  expect(() => scatterGrid({ name: 's', panels, labelNames, styles: [] })).toThrow('0 styles for 4 labels');
});
