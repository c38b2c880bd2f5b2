import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { distortedImages, distortedScenes } from '../../../src/studies/applications/distorted-images';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { writeImage } from '@ddr-lab/images/io';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-live-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('distortedScenes', () => {
  it('puts each scene under each distortion, the same each time', async () => {
    const images = await distortedScenes({ scenes: 2, patch: 32 });
    expect([...images.labels]).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect([...images.groups]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(images.patches.every(({ height, width }) => height === 32 && width === 32)).toBe(true);
    expect(images.names[0]).toMatch(/^scene 0, blur\d/);
    expect(await distortedScenes({ scenes: 2, patch: 32 })).toEqual(images);
    const others = await distortedScenes({ scenes: 2, patch: 32, seed: 1 });
    expect(others.names).not.toEqual(images.names);
  });
});

describe('distortedImages', () => {
  it("takes LIVE's images, without those that equal their reference", async () => {
    vi.stubEnv('DDR_DATA', folder);
    const scene = drawScene({ seed: 1, index: 0, height: 32, width: 32 });
    for (const kind of ['gblur', 'jpeg', 'wnoise', 'fastfading']) {
      for (const name of ['bikes_1', 'bikes_2', 'house_10']) {
        await writeImage(scene, path.join(folder, 'live', kind, `${name}.png`));
      }
    }
    const list = path.join(folder, 'live', 'psnr-vs-reference.csv');
    await writeFile(
      list,
      'type,file,psnr_db_full_image\ngblur,bikes_1.png,identical\njpeg,bikes_2.png,40.0\njpeg,house_10.png,39.9\n',
    );
    const images = await distortedImages({ patch: 16 });
    expect(images.name).toBe('live');
    expect(images.leftOut).toBe(2);
    expect(images.names.slice(0, 3)).toEqual(['gblur/bikes_2.png', 'gblur/house_10.png', 'jpeg/bikes_1.png']);
    expect([...images.groups.slice(0, 3)]).toEqual([0, 1, 0]);
    expect(images.patches[0].width).toBe(16);
    await writeFile(list, 'type,file,psnr_db_full_image\ngblur,bikes_1.png,much\n');
    await expect(distortedImages({ patch: 16 })).rejects.toThrow(/"gblur,bikes_1.png,much"/);
  });

  it('takes scenes where there is no LIVE', async () => {
    vi.stubEnv('DDR_DATA', '');
    expect((await distortedImages({ scenes: 1, patch: 16 })).name).toBe('scenes');
  });
});
