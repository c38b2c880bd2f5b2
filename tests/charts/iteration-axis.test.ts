import { expect, it } from 'vitest';
import { iterationAxis } from '@ddr-lab/charts/axes';
import { lineGrid } from '@ddr-lab/charts/line-grid';

const moments = [0, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];

it('puts doublings one step apart, and the untrained network one before the first', () => {
  const { place, ticks } = iterationAxis([64, 0, 16, 32, 16, 1024, 1536]);
  expect([0, 16, 32, 64].map(place)).toEqual([3, 4, 5, 6]);
  expect(ticks.at).toEqual([3, 4, 5, 6, 10, Math.log2(1536)]);
  expect(ticks.text).toEqual(['0', '16', '32', '64', '1k', '1536']);
});

it('labels a grid of lines as far as there is room, the last moment always', () => {
  const axis = iterationAxis(moments);
  const panels = ['a', 'b', 'c'].map((column) => ({
    row: axis.title,
    column,
    lines: [{ name: 'SRResNet-wGR', x: moments.map(axis.place), y: moments.map((_, i) => i) }],
  }));
  const { layout } = lineGrid({
    name: 'grid',
    panels,
    valueTitle: 'y',
    xTicks: { [axis.title]: axis.ticks },
  });
  for (const key of ['xaxis', 'xaxis2', 'xaxis3']) {
    const { ticktext, tickvals } = layout[key] as { ticktext: string[]; tickvals: number[] };
    expect(ticktext.at(-1)).toBe('64k');
    expect(tickvals.at(-1)).toBe(16);
    expect(ticktext.length).toBeGreaterThan(3);
    expect(ticktext.length).toBeLessThan(moments.length);
  }
});
