import { describe, expect, it } from 'vitest';
import { imageQuality, meanQuality, qualityRow } from '../../src/analysis/quality';
import { qualityTable } from '../../src/cards/results';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { openSet } from '../../src/images/sets/open';
import { applyMetric, checkedMetrics, metricWords, type OwnMetric } from '../../src/metrics/metric';
import { niqeMetric } from '../../src/metrics/niqe';
import { buildNetwork } from '../../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';
import { mae } from '../reports/example';

const random = createRandom(5);
const noise = (height: number, width: number): Image =>
  mapSamples(createImage(height, width), () => Math.round(200 * random.uniform()) / 255);

describe("a metric of one's own", () => {
  it('has its known value, beside PSNR and SSIM, on the pixels within the border', async () => {
    const reference = noise(30, 26);
    // 3 levels off everywhere within the border, white along it.
    const inside = (i: number): boolean => {
      const [y, x] = [Math.floor(i / 78), Math.floor(i / 3) % 26];
      return y >= 2 && y < 28 && x >= 2 && x < 24;
    };
    const output = mapSamples(reference, (value, i) => (inside(i) ? value + 3 / 255 : 1));
    const sizes: number[] = [];
    const size: OwnMetric = {
      name: '__proto__',
      better: 'higher',
      apply: ({ height, width, data }, other) => {
        sizes.push(height, width, data.length, other.data.length);
        data.fill(0);
        other.data.fill(0);
        return Promise.resolve(7);
      },
    };
    const found = await imageQuality(output, reference, { border: 2, metrics: [size, mae] });
    // float32 samples.
    expect(found.mae).toBeCloseTo(3, 4);
    expect(Object.entries(found)).toContainEqual(['__proto__', 7]);
    expect(sizes).toEqual([26, 22, 26 * 22 * 3, 26 * 22 * 3]);
    const plain = await imageQuality(output, reference, { border: 2, metrics: [] });
    expect(Object.keys(plain)).toEqual(['psnr', 'ssim']);
    expect([found.psnr, found.ssim]).toEqual([plain.psnr, plain.ssim]);
    expect(meanQuality([found, { ...found, mae: 5 }]).mae).toBeCloseTo(4, 4);
  });

  it('is refused by name where it gives no number, and is infinite only where that is good', async () => {
    const [a, b] = [noise(16, 16), noise(16, 16)];
    const giving = (value: unknown, better: 'higher' | 'lower' = 'higher'): Promise<number> =>
      applyMetric({ name: 'mine', better, apply: () => value as number }, a, b, 1);
    for (const value of [NaN, undefined, '3', -Infinity]) {
      await expect(giving(value)).rejects.toThrow(InputError);
      await expect(giving(value)).rejects.toThrow(/metric mine gives/);
    }
    await expect(giving(Infinity, 'lower')).rejects.toThrow(/mine gives Infinity, .*lower is better/);
    expect(await giving(Infinity)).toBe(Infinity);
    expect(await giving(-Infinity, 'lower')).toBe(-Infinity);
  });

  it.each([
    [[{ ...mae, name: 'Psnr' }], /Psnr has the name of one that is built in/],
    [[{ ...mae, name: ' ssim ' }], /ssim {2}has the name of one that is built in/],
    [[{ ...mae, name: ' ' }], /a name, a function/],
    [[mae, { ...mae, name: 'MAE' }], /MAE is named twice/],
    [[{ ...mae, apply: 3 }], /mae needs apply/],
    [[{ ...mae, better: 'more' }], /'higher' or 'lower', not more/],
    [[{ ...mae, unit: 3 }], /unit of the metric mae/],
    [[null], /a name, a function/],
    [mae, /a list/],
  ])('is refused where it is none: %#', (metrics, words) => {
    expect(() => checkedMetrics(metrics as OwnMetric[])).toThrow(words);
    expect(() => checkedMetrics(metrics as OwnMetric[])).toThrow(InputError);
  });

  it('that is built in goes by its name; the usual ones are there anyway', () => {
    const [metric, own] = checkedMetrics(['psnr', 'NIQE', mae]);
    expect([metric, own]).toEqual([niqeMetric, mae]);
    expect(metricWords([niqeMetric])).toEqual([{ name: 'niqe', title: 'NIQE', better: 'lower' }]);
    expect(() => checkedMetrics(['lpips'])).toThrow(/no metric lpips; there are psnr, ssim, niqe/);
    expect(() => checkedMetrics(['niqe', { ...mae, name: 'Niqe' }])).toThrow(/that is built in/);
  });

  it('is in the row of a set, and in its table', async () => {
    const network = await buildNetwork({ kind: 'srresnet', channels: 2, blocks: 1, scale: 2, seed: 1 });
    const set = await openSet('scenes', { count: 2, size: 32 });
    const row = await qualityRow(network, set, { metrics: [mae] });
    network.model.dispose();
    expect(row.metrics).toEqual([{ name: 'mae', unit: 'levels', better: 'lower' }]);
    expect(row.bicubic.mae).toBeGreaterThan(0);
    const [head, , line] = qualityTable([row]).split('\n');
    expect(head).toContain('| mae / levels ↓ |');
    expect(line).toContain(` ${row.bicubic.mae.toFixed(row.bicubic.mae >= 10 ? 2 : 3)} |`);
  });
});
