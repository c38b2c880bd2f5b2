import { describe, expect, it } from 'vitest';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import { imagesInMemory } from '@ddr-lab/images/image-set';
import { crop } from '@ddr-lab/images/crop';
import { resize } from '@ddr-lab/images/resize';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { lowResolved } from '../../../src/degradations/low-resolution-model';
import { psnr } from '../../../src/metrics/psnr';
import { buildNetwork } from '../../../src/networks/network';
import {
  bandBlurs,
  costs,
  gains,
  levelGrid,
  levelName,
  levelVersion,
  ownBest,
  presetVersion,
  restorationRows,
  toldMatrix,
  varyingPair,
  varyingRows,
  versionPair,
  type ToldMatrix,
} from '../../../src/studies/degradation-aware';
import { bandPsnr } from '../../../src/studies/degradation-aware/varying';

const scenes = imagesInMemory(
  Array.from({ length: 3 }, (_, index) => drawScene({ seed: 6, index, height: 96, width: 112 })),
);

describe('versions', () => {
  it('are every blur with every noise, blur by blur', () => {
    expect(levelGrid([0, 1.2], [0, 5]).map(({ name }) => name)).toEqual([
      'clean',
      'noise 5',
      'blur 1.2',
      'blur 1.2, noise 5',
    ]);
  });

  it('are cut out after the degradation, HR and LR at one place', async () => {
    const image = await scenes.read(0);
    const version = levelVersion({ blur: 2, noise: 0 });
    const { hr, lr } = await versionPair(image, version, { patch: 12, scale: 4, seed: 0 });
    // 12 LR pixels and 5 on each side, 88 of 96 rows, 88 of 112 columns: from row 4 + 20, column 12 + 20.
    expect(hr.data).toEqual(crop(image, 24, 32, 48).data);
    const whole = lowResolved(crop(image, 4, 12, 88), { blur: 2, noise: 0 });
    expect(lr.data).toEqual(crop(whole, 5, 5, 12).data);
  });

  it('of presets are degraded after shrinking', async () => {
    const image = await scenes.read(0);
    const { hr, lr } = await versionPair(image, presetVersion('clean'), { scale: 3, seed: 0 });
    expect([hr.height, hr.width]).toEqual([96, 111]);
    expect(lr.data).toEqual(resize(hr, { scale: 1 / 3, levels: 255 }).data);
  });
});

describe('restoration', () => {
  it('has bicubic first, and falls with blur and noise', async () => {
    const rows = await restorationRows({}, scenes, levelGrid([0, 3], [0, 15]), { patch: 12 });
    expect(rows.map(({ network }) => network)).toEqual(Array.from({ length: 4 }, () => 'bicubic'));
    const { hr, lr } = await versionPair(await scenes.read(1), levelVersion({ blur: 0, noise: 0 }), {
      patch: 12,
      scale: 4,
      seed: 1,
    });
    const up = mapSamples(resize(lr, { height: 48, width: 48 }), (value) => Math.round(255 * value) / 255);
    expect(rows[0].psnr[1]).toBe(psnr(up, hr, { channel: 'y', border: 4 }));
    rows[0].psnr.forEach((value, i) => {
      expect(rows[1].psnr[i]).toBeLessThan(value);
      expect(rows[2].psnr[i]).toBeLessThan(value);
    });
  });

  it('gives gains image by image, the mean over versions', () => {
    const rows = [
      { network: 'a', version: 'v', psnr: [3, 5] },
      { network: 'a', version: 'w', psnr: [4, 4] },
      { network: 'b', version: 'v', psnr: [1, 6] },
      { network: 'b', version: 'w', psnr: [4, 1] },
    ];
    expect(gains(rows, 'a', 'b')).toEqual([1, 1]);
    expect(gains(rows, 'a', 'b', { versions: ['v'] })).toEqual([2, -1]);
    expect(() => gains(rows, 'a', 'c')).toThrow(/no row of c on v/);
  });
});

describe('a matrix of told and true', () => {
  const versions = ['x', 'y', 'z'];
  // psnr[told][true], of two images.
  const found: ToldMatrix = {
    versions,
    psnr: [
      [
        [10, 20],
        [9, 9],
        [8, 8],
      ],
      [
        [9, 18],
        [10, 10],
        [9, 9],
      ],
      [
        [8, 19],
        [12, 7],
        [7, 7],
      ],
    ],
    own: [],
  };

  it('has the mean cost of the wrong ones', () => {
    // True x: 1 and 2, 2 and 1; true y: 1 and 1, -2 and 3; true z: -1 and -1, -2 and -2.
    expect(costs(found)).toEqual([(1 + 2 + 1 - 2 - 1 - 2) / 6, (2 + 1 + 1 + 3 - 1 - 2) / 6]);
  });

  it('has those served best by their own', () => {
    expect(ownBest(found)).toEqual(['x', 'y']);
  });

  it('is told by another image, and by itself', async () => {
    const network = await buildNetwork({
      kind: 'degradation-aware',
      channels: 16,
      groups: 1,
      blocks: 1,
      encoder: { width: 16 },
    });
    const levels = [levelVersion({ blur: 0, noise: 0 }), levelVersion({ blur: 0, noise: 25 })];
    const matrix = await toldMatrix(network, scenes, levels, { patch: 12 });
    const rows = await restorationRows({ own: network }, scenes, levels, { patch: 12 });
    const own = rows.filter(({ network: name }) => name === 'own');
    matrix.own.forEach((values, v) =>
      // One rounding of a level to the other side is some 1e-3 dB of 1,600 pixels.
      values.forEach((value, i) => expect(value).toBeCloseTo(own[v].psnr[i], 2)),
    );
    expect(matrix.psnr[0][0]).not.toEqual(matrix.own[0]);
    network.model.dispose();
    await expect(toldMatrix(network, imagesInMemory([await scenes.read(0)]), levels)).rejects.toThrow(
      /two images or more/,
    );
  });
});

describe('a blur that grows from left to right', () => {
  const options = { bands: 4, band: 6, scale: 4 };

  it('has in each band the mean of its columns', () => {
    expect(bandBlurs({ blur: [0, 11], bands: 3, band: 4 })).toEqual([1.5, 5.5, 9.5]);
  });

  it('is measured band by band, borders left out', () => {
    const hr = createImage(8, 12);
    // The first band differs by 0.1 in all colours, the last in its border alone.
    const output: Image = mapSamples(hr, (_, i) => {
      const x = Math.floor(i / 3) % 12;
      return x < 4 ? 26 / 255 : x === 11 ? 1 : 0;
    });
    const [first, second, third] = bandPsnr(output, hr, 3, 1);
    // Luma of a grey level is 219/255 of it.
    expect(first).toBeCloseTo(-20 * Math.log10((26 / 255) * ((65.481 + 128.553 + 24.966) / 255)), 6);
    expect(second).toBe(Infinity);
    expect(third).toBe(Infinity);
  });

  it('is laid down where the image stands upright', () => {
    const upright = drawScene({ seed: 1, index: 0, height: 96, width: 60 });
    const { hr, lr } = varyingPair(upright, options);
    expect([hr.height, hr.width]).toEqual([48, 96]);
    expect([lr.height, lr.width]).toEqual([12, 24]);
    // Row y, column x is the upright image's column 6 + y, row x.
    expect(hr.data[3 * (5 * 96 + 7) + 1]).toBe(upright.data[3 * (7 * 60 + 6 + 5) + 1]);
  });

  it('is restored whole and band by band', async () => {
    const rows = await varyingRows({}, scenes, { ...options, apart: ['bicubic'] });
    expect(rows.map((row) => row.network)).toEqual(['bicubic', 'bicubic, band by band']);
    // Bicubic sees two pixels to each side: but for these, and the padding at seams, parts are as the whole.
    rows[0].psnr.flat().forEach((value, i) => expect(rows[1].psnr.flat()[i]).toBeCloseTo(value, 6));
  });

  it('names versions as the grid does', () => {
    expect(levelName({ blur: 2.4, noise: 0 })).toBe('blur 2.4');
  });
});
