import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chiRow } from '../../src/analysis/chi';
import { qualityRow } from '../../src/analysis/quality';
import { writeFileCard } from '../../src/cards/file-card';
import { openSet } from '../../src/images/sets/open';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { importNetwork } from '../../src/networks/import/import-network';
import { disposeNetwork } from '../../src/networks/tappable';
import { mae } from '../reports/example';

const weights = path.join(__dirname, '../fixtures/import/msrresnet-x3.pth');
const quick = { runs: 1, tsne: { iterations: 20 } } as const;
let folder = '';
let images: ImageSet;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-file-card-'));
  images = await openSet('scenes', { count: 5, size: 102 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the card of a weight file', () => {
  it("has PSNR and SSIM at the network's own scale and CHI at its last block", async () => {
    const file = path.join(folder, 'net <b>.pth');
    await copyFile(weights, file);
    const held = tf.memory().numTensors;
    const written = await writeFileCard(file, { images, metrics: [mae], ...quick });
    expect(tf.memory().numTensors).toBe(held);
    expect(written).toBe(path.join(folder, 'net <b>.md'));
    const text = await readFile(written, 'utf8');
    const network = await importNetwork(weights);
    const row = await qualityRow(network, images);
    const chi = await chiRow(network, images, { ...quick, scale: 3, onMessage: false });
    disposeNetwork(network);
    expect(row.scale).toBe(3);
    expect(text).toMatch(/^# net \\<b\\>\n/);
    expect(text).toContain(`|    x3 | ${row.network.psnr.toFixed(2)} dB | ${row.bicubic.psnr.toFixed(2)} dB`);
    expect(text).toMatch(new RegExp(`\\| ${chi.layer} +\\| ${chi.mean.toFixed(2)} ±`));
    expect(text).toContain('images shrunk by 3');
    expect(text).toContain('mae / levels ↓');
    // Five images are few, and that is said.
    expect(text).toMatch(/- scenes: .*patches/);
    // A second card takes the place of the first.
    await writeFileCard(file, { images, ...quick });
    expect(await readFile(written, 'utf8')).not.toContain('mae');
  });

  it('never takes the place of anything else', async () => {
    const file = path.join(folder, 'README.pth');
    await copyFile(weights, file);
    await writeFile(path.join(folder, 'README.md'), '# Mine\n');
    await expect(writeFileCard(file, { images, ...quick })).rejects.toThrow(/README\.md: is there.*--out/);
    await expect(writeFileCard(file, { images, out: folder, ...quick })).rejects.toThrow(/--out/);
    expect(await readFile(path.join(folder, 'README.md'), 'utf8')).toBe('# Mine\n');
    expect((await readdir(folder)).filter((name) => name.endsWith('.md')).length).toBe(2);
  });
});
