/**
 * PSNR of BM3D on noisy images, as docs/restoration.md shows it: on the embedded scenes always, on the classical
 * test images beside the published figures where the data root holds `set14`. The noise is not clipped, as in the
 * papers. Prints Markdown.
 *
 *   npx tsx benchmarks/bm3d-table.ts [SIGMA ...]      (default 10 25 50)
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { dataRoot } from '../src/images/data-root';
import { gaussianBlur } from '../src/degradations/gaussian-blur';
import { createImage, type Image } from '@ddr-lab/images/image';
import { readImage } from '@ddr-lab/images/io';
import { openSet } from '../src/images/sets/open';
import { psnr } from '../src/metrics/psnr';
import { createRandom } from '@ddr-lab/base/random';
import { bm3d } from '@ddr-lab/bm3d/bm3d';

/** The papers' PSNR in dB by sigma: BM3D (2007) for grey, CBM3D (2007) for colour. */
interface Published {
  readonly file: string;
  readonly name: string;
  readonly grey: boolean;
  readonly psnr: Readonly<Record<number, number>>;
}

const published: readonly Published[] = [
  { file: 'lenna', name: 'Lena, grey', grey: true, psnr: { 10: 35.93, 20: 33.05, 25: 32.08, 30: 31.26 } },
  { file: 'lenna', name: 'Lena, colour', grey: false, psnr: { 10: 35.22, 20: 33.02, 25: 32.27, 30: 31.59 } },
  {
    file: 'pepper',
    name: 'Peppers, colour',
    grey: false,
    psnr: { 10: 33.78, 20: 31.83, 25: 31.2, 30: 30.62 },
  },
];

/** BT.601's luma, rounded to 8 bits, in all three channels. */
function toGrey(image: Image): Image {
  const grey = createImage(image.height, image.width);
  for (let i = 0; i < grey.data.length; i += 3) {
    const [red, green, blue] = image.data.subarray(i, i + 3);
    grey.data.fill(Math.round(255 * (0.299 * red + 0.587 * green + 0.114 * blue)) / 255, i, i + 3);
  }
  return grey;
}

function addNoise(image: Image, sigma: number, grey: boolean): Image {
  const random = createRandom(0);
  const noisy = createImage(image.height, image.width);
  for (let i = 0; i < noisy.data.length; i++) {
    noisy.data[i] = grey && i % 3 > 0 ? noisy.data[i - 1] : image.data[i] + (sigma / 255) * random.normal();
  }
  return noisy;
}

async function row(name: string, clean: Image, sigma: number, grey: boolean, paper?: number): Promise<void> {
  const noisy = addNoise(clean, sigma, grey);
  const basic = psnr(await bm3d(noisy, { sigma, estimate: 'basic' }), clean);
  const final = psnr(await bm3d(noisy, { sigma }), clean);
  const cells = [name, sigma, ...[psnr(noisy, clean), basic, final].map((value) => value.toFixed(2))];
  process.stdout.write(`| ${[...cells, paper?.toFixed(2) ?? ''].join(' | ')} |\n`);
}

/** Processor seconds that `work` takes, the second time. */
async function processorSeconds(work: () => Promise<unknown>): Promise<number> {
  await work();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** What both steps cost on a scene of 128 x 128 in colour, beside a Gaussian blur. */
async function times(scene: Image): Promise<void> {
  const noisy = addNoise(scene, 25, false);
  const blur = await processorSeconds(() => gaussianBlur(noisy, { sigma: 4 }));
  const basic = await processorSeconds(() => bm3d(noisy, { sigma: 25, estimate: 'basic' }));
  const final = await processorSeconds(() => bm3d(noisy, { sigma: 25 }));
  const words = `basic ${basic.toFixed(2)} s, final ${final.toFixed(2)} s, Gaussian blur of sigma 4 ${blur.toFixed(3)} s`;
  process.stdout.write(`\n128 x 128, colour, sigma 25: ${words} of processor time\n`);
}

async function main(): Promise<void> {
  const words = process.argv.slice(2).map(Number);
  const sigmas = words.length > 0 ? words : [10, 25, 50];
  process.stdout.write(
    '| image | sigma | noisy | basic | final | published |\n| --- | --- | --- | --- | --- | --- |\n',
  );
  const scenes = await openSet('scenes', { count: 4, size: 128 });
  for (let i = 0; i < scenes.count; i++) {
    const scene = await scenes.read(i);
    for (const sigma of sigmas) await row(`scene ${i}`, scene, sigma, false);
  }
  const root = dataRoot();
  for (const { file, name, grey, psnr: papers } of published) {
    const image = root && path.join(root, 'set14', `${file}.png`);
    if (!image || !existsSync(image)) continue;
    const clean = grey ? toGrey(await readImage(image)) : await readImage(image);
    for (const sigma of sigmas) await row(name, clean, sigma, grey, papers[sigma]);
  }
  await times(await scenes.read(0));
}

void main();
