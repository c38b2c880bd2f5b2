import { describe, expect, it } from 'vitest';
import { guidanceDiagram } from '../../src/studies/applications/guidance-diagram';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { generalisationChiFigure, generalisationFigure } from '../../src/studies/applications/generalisation';
import { confusionFigure } from '../../src/studies/applications/confusion-figure';
import { networkStyle } from '@ddr-lab/charts/network-styles';
import { rankedBars } from '@ddr-lab/charts/ranked-bars';
import { InputError } from '@ddr-lab/base/errors';
import { overRuns } from '../../src/metrics/spread';

describe('confusionFigure', () => {
  const classes = ['blur', 'noise'];

  it('is the same specification for the same counts', () => {
    expect(
      confusionFigure(
        {
          wGR: [
            [3, 1],
            [0, 5],
          ],
          BRISQUE: [
            [2, 2],
            [1, 4],
          ],
        },
        { classes, title: 'Two.' },
      ),
    ).toMatchSnapshot();
  });

  it('refuses matrices that do not fit', () => {
    expect(() => confusionFigure({ a: [[1, 2]] }, { classes })).toThrow(/2 x 2/);
    expect(() =>
      confusionFigure(
        {
          a: [
            [0, 0],
            [1, 1],
          ],
        },
        { classes },
      ),
    ).toThrow(/no image of blur/);
    expect(() => confusionFigure({}, { classes })).toThrow(InputError);
  });
});

describe('guidanceDiagram', () => {
  it('is the same specification each time', () => {
    expect(guidanceDiagram({ title: 'Guidance.' })).toMatchSnapshot();
  });
});

describe('the figures of generalisation', () => {
  const points = createMatrix(
    6,
    2,
    Float64Array.from({ length: 12 }, (_, i) => (5 * i) % 7),
  );
  const sets = { degradations: ['clean', 'blur4', 'noise20'], labels: Int32Array.of(0, 1, 2, 0, 1, 2) };
  const analysis = { runs: [{ points, kl: 0, wd: 1, bd: 1, chi: 9 }], chi: overRuns([9]) };
  const texts = ({ layout }: { layout: { [key: string]: unknown } }): string[] =>
    (layout.annotations as { text: string }[]).map(({ text }) => text);

  it('have heads that make a sentence with the row', () => {
    const figure = generalisationFigure({ clean: analysis, 'clean and noise': analysis }, sets);
    expect(texts(figure)).toEqual(
      expect.arrayContaining(['SRGAN-wGR trained on', 'clean', 'clean and noise']),
    );
  });

  it('list what was learnt in shades of the network', () => {
    const pairs = [{ a: 'clean', b: 'noise20', chi: overRuns([3, 4]) }];
    const { data } = generalisationChiFigure({ clean: pairs, 'clean and noise': pairs });
    expect(data.map(({ name }) => name)).toEqual(['trained on clean', 'trained on clean and noise']);
    expect(data[0].x).toEqual(['clean / noise20']);
    const tints = data.map(({ marker }) => (marker as { color: string }).color);
    expect(tints[0]).toBe(networkStyle('SRGAN-wGR')!.colour);
    expect(tints[1]).not.toBe(tints[0]);
  });
});

describe('rankedBars', () => {
  const options = { name: 'ranked', valueTitle: 'accuracy (%)' };
  const values = { 'SRResNet-wGR': 50, BRISQUE: { mean: 90, standardDeviation: 2 }, 'SRGAN-wGR': 70 };

  it('stand from the best to the worst, each with its name and its colour', () => {
    const { data, layout } = rankedBars({ ...options, values });
    expect(data[0].x).toEqual([90, 70, 50]);
    const { ticktext, range } = layout.yaxis as { ticktext: string[]; range: number[] };
    expect(ticktext).toEqual(['BRISQUE', 'SRGAN-wGR', 'SRResNet-wGR']);
    expect(range[0]).toBeGreaterThan(range[1]);
    const { color } = data[0].marker as { color: string[] };
    expect(color).toEqual(ticktextColours(ticktext));
    expect((data[0].error_x as { array: unknown[] }).array).toEqual([2, null, null]);
  });

  it('leave names the room that they need', () => {
    const left = (name: string): number =>
      (rankedBars({ ...options, values: { [name]: 1 } }).layout.margin as { l: number }).l;
    expect(left('a network of a long name')).toBeGreaterThan(left('net') + 60);
    const { layout } = rankedBars({ ...options, values: { ['x'.repeat(300)]: 1 } });
    expect((layout.margin as { l: number }).l).toBeLessThan(layout.width / 2);
  });

  it('refuse what is no bar', () => {
    expect(() => rankedBars({ ...options, values: {} })).toThrow('nothing to draw');
    expect(() => rankedBars({ ...options, values: { a: -1 } })).toThrow('the value of a is -1');
    expect(() => rankedBars({ ...options, values: { a: NaN } })).toThrow(InputError);
  });
});

const ticktextColours = (names: string[]): string[] => names.map((name) => networkStyle(name)!.colour);
