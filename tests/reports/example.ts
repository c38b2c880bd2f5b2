import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { writeImage } from '@ddr-lab/images/io';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import type { OwnMetric } from '../../src/metrics/metric';
import { analyseNetworks, type NetworkAnalyses } from '../../src/reports/analyse-networks';

/** Small networks of random weights, x4 and x3. */
export const weights = ['msrresnet-x4.pth', 'msrresnet-x3.pth'].map((name) =>
  path.join(__dirname, '../fixtures/import', name),
);

/** A name that, as HTML, would run a script. */
export const HOSTILE = '<img src=x onerror=document.title="run">';

/** A folder of images: six that can be used, one too small, one damaged, one empty, and one that is none. */
export async function exampleImages(folder: string): Promise<string> {
  const images = path.join(folder, 'images');
  await mkdir(images);
  for (let i = 0; i < 4; i++) {
    const scene = drawScene({ seed: 70 + i, height: 72 + 8 * i, width: 80 });
    await writeImage(scene, path.join(images, `${i}.png`));
  }
  const grey = sharp(path.join(images, '0.png')).greyscale().png();
  await grey.toFile(path.join(images, `${HOSTILE}.png`));
  await sharp(path.join(images, '1.png')).ensureAlpha(0.5).png().toFile(path.join(images, 'alpha.png'));
  await writeImage(drawScene({ seed: 1, height: 20, width: 90 }), path.join(images, 'small.png'));
  await writeFile(path.join(images, 'damaged.jpg'), 'JFIF?');
  await writeFile(path.join(images, 'empty.png'), '');
  await writeFile(path.join(images, 'notes.txt'), 'no image');
  return images;
}

/** An analysis of two small networks, one of them of a hostile name, on these images. */
export async function exampleAnalysis(folder: string, images: string): Promise<NetworkAnalyses> {
  const hostile = path.join(folder, `${HOSTILE}.pth`);
  await copyFile(weights[1], hostile);
  return analyseNetworks([weights[0], hostile], { images, ...quick, metrics: [mae], attribution: true });
}

/** A metric of one's own: the mean absolute error, in levels of 8 bits. */
export const mae: OwnMetric = {
  name: 'mae',
  unit: 'levels',
  better: 'lower',
  apply: (output, reference) =>
    (255 * output.data.reduce((sum, value, i) => sum + Math.abs(value - reference.data[i]), 0)) /
    output.data.length,
};

/** Settings that take a moment. */
export const quick = {
  patch: 16,
  count: 7,
  runs: 2,
  measured: 2,
  tsne: { iterations: 30 },
  cache: false,
} as const;
