import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import type { Figure } from '@ddr-lab/charts/figure';
import { settledFigure } from '@ddr-lab/charts/made';
import { pages, widthInPixels } from '@ddr-lab/charts/look';
import { type Box, boxesOf, faults, prepare } from './boxes';
import { chromiumMissing, inChromium } from './chromium-here';
import { everyFigure } from './every-figure';

/** Their words stand in boxes and cells. */
const onPanels = ['guidanceDiagram', 'confusionFigure', 'heatGrid'];
const widths = ['single', 'double'] as const;

/** The looks that a figure is drawn with: made with them, or changed when it was finished. */
const looks: Readonly<Record<string, (figure: Figure) => Figure>> = {
  single: (figure) => ({ ...figure, width: 'single' }),
  double: (figure) => ({ ...figure, width: 'double' }),
  'double with a heading in larger letters of Times': (figure) => ({
    ...figure,
    width: 'double',
    layout: {
      ...figure.layout,
      title: {
        text: 'A heading that is there for once, and is long enough to stand in more than one line of a figure',
      },
      font: { ...(figure.layout.font as object), family: 'Times', size: 14 },
    },
  }),
};

describe.skipIf(chromiumMissing)(`every figure, ${inChromium}`, { timeout: 1_200_000 }, () => {
  const drawn: Record<string, { figure: Figure; boxes: Box[] }> = {};
  beforeAll(async () => {
    await withPage({ width: 800, height: 900 }, async (page) => {
      await prepare(page);
      for (const [name, make] of Object.entries(everyFigure)) {
        const made = await make({});
        for (const [look, change] of Object.entries(looks)) {
          const figure = settledFigure(change(made));
          drawn[`${name}, ${look}`] = { figure, boxes: await boxesOf(page, figure) };
        }
      }
    });
  }, 1_200_000);
  afterAll(closeChromium);

  const names = Object.keys(everyFigure).flatMap((name) =>
    Object.keys(looks).map((look) => `${name}, ${look}`),
  );
  test.each(names)('%s: no word lies on another, on a symbol or a panel, or outside', (name) => {
    const { figure, boxes } = drawn[name];
    expect(boxes.length).toBeGreaterThan(3);
    expect(faults(boxes, figure, { onPanels: onPanels.some((one) => name.startsWith(one)) })).toEqual([]);
  });
});

describe('the size', () => {
  test.each(Object.entries(everyFigure))('%s: at most a column or the text, and a page', async (_, make) => {
    for (const width of widths) {
      const { layout } = settledFigure({ ...(await make({})), width });
      expect(layout.width).toBeLessThanOrEqual(widthInPixels(width));
      expect(layout.height).toBeLessThanOrEqual(pages.cvpr.height * 96);
      // Asked for from the start, it is the same.
      expect(settledFigure(await make({ width })).layout).toEqual(layout);
    }
  });
});
