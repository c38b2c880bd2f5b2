/**
 * Makes docs/pictures/bm3d.jpg: scenes, clean, with noise20 and noise50, and what BM3D makes of those.
 *
 *   npx tsx docs/pictures/bm3d.ts
 */
import path from 'node:path';
import { gaussianNoise } from '../../src/degradations/gaussian-noise';
import { createImage, type Image } from '@ddr-lab/images/image';
import { writeImage } from '@ddr-lab/images/io';
import { openSet } from '../../src/images/sets/open';
import { psnr } from '../../src/metrics/psnr';
import { bm3d } from '@ddr-lab/bm3d/bm3d';

/** Rows of images of one size, with white between them. */
function sheet(rows: Image[][]): Image {
  const gap = 4;
  const { height, width } = rows[0][0];
  const out = createImage(rows.length * (height + gap) - gap, rows[0].length * (width + gap) - gap);
  out.data.fill(1);
  rows.forEach((row, r) =>
    row.forEach((image, c) => {
      for (let y = 0; y < height; y++) {
        const to = ((r * (height + gap) + y) * out.width + c * (width + gap)) * 3;
        out.data.set(image.data.subarray(y * width * 3, (y + 1) * width * 3), to);
      }
    }),
  );
  return out;
}

async function main(): Promise<void> {
  const scenes = await openSet('scenes', { count: 4, size: 128 });
  const rows: Image[][] = [];
  for (const index of [1, 3]) {
    const clean = await scenes.read(index);
    const row = [clean];
    for (const sigma of [20, 50]) {
      const noisy = await gaussianNoise(clean, { sigma });
      const denoised = await bm3d(noisy, { sigma });
      row.push(noisy, denoised);
      const gain = [noisy, denoised].map((image) => psnr(image, clean).toFixed(2)).join(' dB to ');
      process.stdout.write(`scene ${index}, noise${sigma}: ${gain} dB\n`);
    }
    rows.push(row);
  }
  await writeImage(sheet(rows), path.join(__dirname, 'bm3d.jpg'), { quality: 92 });
}

void main();
