import { describe, expect, it } from 'vitest';
import { guidanceDiagram } from '../../src/charts/figures/fig10-guidance';
import { confusionFigure } from '../../src/charts/figures/tab1-confusion';
import { InputError } from '../../src/errors';

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
