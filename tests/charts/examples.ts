import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { bars } from '@ddr-lab/charts/bars';
import type { Figure } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { patchSheet } from '../../src/charts/patches';
import { sampleGrid } from '../../src/charts/sample-grid';
import { scatterGrid, type ScatterPanel } from '@ddr-lab/charts/scatter-grid';
import { createImage, type Image } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';

/** A name that would run a script, were it not escaped. */
export const hostile = '<img src=x onerror="window.harmed=true">&$x$';

/** A panel of `count` points of three labels. */
export function panel(row: string, column: string, count = 9): ScatterPanel {
  const random = createRandom(count, row.length, column.length);
  const data = Float64Array.from({ length: count * 2 }, () => 30 * random.normal());
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  return { row, column, points: createMatrix(count, 2, data), labels, note: 'CHI 1.2 ± 0.1' };
}

/** Pictures somewhat like photographs: slopes, an edge, a little noise. */
export function picture(seed: number, size = 32): Image {
  const random = createRandom(seed);
  const image = createImage(size, size);
  const slope = Array.from({ length: 6 }, () => random.uniform() - 0.5);
  const edge = random.uniform() * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      for (let c = 0; c < 3; c++) {
        const value =
          0.5 + (slope[c] * x + slope[c + 3] * y) / size + (x > edge ? 0.2 : 0) + 0.03 * random.normal();
        image.data[(y * size + x) * 3 + c] = Math.min(1, Math.max(0, value));
      }
    }
  }
  return image;
}

const labelNames = ['clean', 'blur4', 'noise20'];
const measured = [0.2, 3, 40].map((mean) => ({ mean, standardDeviation: mean / 10 }));

/** One of each kind of figure. */
export async function exampleFigures(): Promise<Figure[]> {
  const images = Array.from({ length: 9 }, (_, i) => picture(i));
  const patches = await patchSheet(images, { names: images.map((_, i) => `${hostile} ${i}`) });
  const panels = [panel('wGR', 'RB1'), panel('wGR', 'RB16'), panel('woGR', 'RB1'), panel('woGR', 'RB16')];
  return [
    scatterGrid({ name: 'grid', title: `Grid of ${hostile}`, panels, labelNames, patches }),
    bars({
      name: 'bars',
      categories: ['RB1', 'RB8', 'RB16'],
      series: [{ name: 'wGR', values: measured }],
      valueTitle: 'CHI',
    }),
    lines({
      name: 'lines',
      x: [1000, 2000, 3000],
      series: [
        { name: 'wGR', values: measured },
        { name: 'woGR', values: [0.1, NaN, 0.3] },
      ],
      valueTitle: 'CHI',
      categoryTitle: 'Iterations',
    }),
    await sampleGrid({
      name: 'samples',
      columnTitles: labelNames,
      rows: [0, 1].map((row) => ({ title: `image ${row}`, images: images.slice(row * 3, row * 3 + 3) })),
    }),
  ];
}
