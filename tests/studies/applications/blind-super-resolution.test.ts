import { describe, expect, it } from 'vitest';
import { blindPair, blindSuperResolution } from '../../../src/studies/applications/blind-super-resolution';
import { openSet } from '../../../src/images/sets/open';
import { psnr } from '../../../src/metrics/psnr';
import { buildNetwork } from '../../../src/networks/network';

describe('blindSuperResolution', () => {
  it('measures bicubic and each network under each degradation', async () => {
    const network = await buildNetwork({ kind: 'guided-rrdb', channels: 4, growth: 4, blocks: 1, scale: 3 });
    const images = await openSet('scenes', { count: 2, size: 193 });
    const steps: number[] = [];
    const rows = await blindSuperResolution({ small: network }, images, {
      count: 1,
      degradations: ['clean', 'noise20'],
      onProgress: ({ done, total }) => steps.push(done / total),
    });
    expect(rows.map(({ method, degradation }) => `${method} ${degradation}`)).toEqual([
      'bicubic clean',
      'small clean',
      'bicubic noise20',
      'small noise20',
    ]);
    expect(steps).toEqual([0.25, 0.5, 0.75, 1]);
    const [clean, , noisy] = rows;
    expect(clean.psnr[0]).toBeGreaterThan(noisy.psnr[0] + 1);
    expect(clean.psnr).toHaveLength(1);
    expect(rows.every(({ niqe }) => niqe[0] > 0 && Number.isFinite(niqe[0]))).toBe(true);
    network.model.dispose();
  });

  it('gives each image its own noise, the same each time', async () => {
    const images = await openSet('scenes', { count: 2, size: 48 });
    const one = await blindPair(images, 1, 'noise20');
    expect(one.hr.width).toBe(48);
    expect(one.lr.width).toBe(16);
    expect(await blindPair(images, 1, 'noise20')).toEqual(one);
    const clean = await blindPair(images, 1, 'clean');
    // Noise of 20 levels is 22.1 dB, a little more where it is clipped.
    expect(Math.abs(psnr(one.lr, clean.lr) - 22.5)).toBeLessThan(1.5);
  });
});
