import { createServer } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumMissing } from '../charts/chromium-here';
import { onKernel } from './on-kernel';

let folder = '';
let address = '';
/** A server that never comes to an end of its file. */
const server = createServer((_, response) => {
  response.writeHead(200, { 'Content-Length': '100000000' });
  const writing = setInterval(() => response.write('x'.repeat(1000)), 5);
  response.on('close', () => clearInterval(writing));
});
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-stop-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const setUp = `
import { analyse, buildNetwork, createImage, createMatrix, createRandom, degradedSets, figure, lowResolution, openSet, superResolve,
  tap, tsne, umap, useBackend } from '../src/index';
import { layerScores, qualityRow } from '../src/analysis';
import { degradeAll } from '../src/degradations';
import { train } from '../src/methods';
import { bm3d } from '@ddr-lab/bm3d/bm3d';
import { createTurns } from '@ddr-lab/tsne/turns';
import { download } from '@ddr-lab/images/fetch/download';
import { lines } from '@ddr-lab/charts/lines';
import { progress } from '@ddr-lab/book/cells/progress';
import { recipe } from '../tests/training/small-recipe';
import * as tf from '@tensorflow/tfjs-core';
import path from 'node:path';
const folder = process.env.STOP_FOLDER!;
await useBackend();
const random = createRandom(3);
const network = await buildNetwork({ kind: 'srresnet', channels: 8, blocks: 2, seed: 1 });
const noise = (side: number) => createImage(side, side, Float32Array.from({ length: side * side * 3 }, random.uniform));
const points = createMatrix(900, 20, Float64Array.from({ length: 18000 }, random.normal));
const many = Array.from({ length: 4000 }, () => noise(24));
const set = { name: 'noise', count: 1e6, read: async () => noise(64), nameOf: (i: number) => String(i) };
const onProgress = () => progress('under way');
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const busy = async () => { const before = process.cpuUsage(); await sleep(1000); return process.cpuUsage(before).user / 1e6; };
const tensors = tf.memory().numTensors;`;

/** Each goes on far longer than the test; progress shows that it has begun. */
const calls: Record<string, string> = {
  analyse: `const sets = { degradations: ['a', 'b'], patches: many.slice(0, 900), labels: Int32Array.from({ length: 900 }, (_, i) => i % 2), contents: new Int32Array(900) };
await analyse(network, sets, { runs: 500, tsne: { iterations: 5000 }, onProgress: onProgress() });`,
  tsne: `await tsne(points, { iterations: 1e6, onProgress: onProgress() });`,
  umap: `await umap(points, { epochs: 1e6, onProgress: onProgress() });`,
  tap: `await tap(network, ['RB1'], Array.from({ length: 100 }, () => many).flat(), { onProgress: onProgress() });`,
  layerScores: `await layerScores(network, ['RB1'], Array.from({ length: 100 }, () => many).flat(), { onProgress: onProgress() });`,
  superResolve: `await superResolve(network, noise(3000), { onProgress: onProgress() });`,
  'superResolve of a set': `const bar = onProgress(); for (let i = 0; ; i++) { await superResolve(network, many[i % many.length]); bar({ done: i, total: 1e9 }); }`,
  quality: `await qualityRow(network, set as never, { onProgress: onProgress() });`,
  lowResolution: `await lowResolution(set as never, { count: 1e6, onProgress: onProgress() });`,
  degradeAll: `await degradeAll(Array.from({ length: 100 }, () => many).flat(), 'jpeg30', { onProgress: onProgress() });`,
  degradedSets: `console.log('under way'); await degradedSets(Array.from({ length: 100 }, () => many).flat(), { patch: 8 });`,
  bm3d: `await bm3d(noise(1500), { sigma: 20, onProgress: onProgress() });`,
  train: `await train({ ...recipe, iterations: 1e6, learningRate: { kind: 'cosine', from: 1e-4 } } as never, { folder: path.join(folder, 'train'), output: path.join(folder, 'train.safetensors'), onProgress: onProgress() });`,
  download: `await download(process.env.STOP_ADDRESS!, path.join(folder, 'file'), { onProgress: onProgress() });`,
};
const drawn = `await figure(lines({ name: 'figure', x: [1, 2], series: [{ name: 'a', values: [1, 2] }], valueTitle: 'v' }));`;
const drawing = `console.log('under way'); for (;;) ${drawn}`;

it('Stop ends every long call by its signal, and no bar goes on', { timeout: 3_600_000 }, async () => {
  const names = [...Object.keys(calls), ...(chromiumMissing ? [] : ['figures'])];
  const cells = [
    setUp,
    ...names.map((name) => ({ code: calls[name] ?? drawing, stop: 'under way' })),
    'await sleep(2500);',
    'console.log((await busy()) < 0.5, tf.memory().numTensors - tensors);',
    // Nothing is broken by it: the same calls come to an end.
    `${chromiumMissing ? '' : drawn}
const shortly = await tsne(createMatrix(30, 20, points.data.slice(0, 600)), { perplexity: 5, iterations: 50 });
await superResolve(network, noise(16)); console.log(shortly.points.rows, tf.memory().numTensors - tensors);`,
  ];
  const environment = { STOP_FOLDER: folder, STOP_ADDRESS: address, DDR_FIGURES: folder, DDR_CACHE: 'off' };
  const { alive, results } = await onKernel(cells, { environment });
  expect(alive).toBe(true);
  expect(results[0]).toMatchObject({ status: 'ok', text: '' });
  for (const [i, name] of names.entries()) {
    const { status, text, shown } = results[i + 1];
    expect([name, status, text.replace('under way\n', '')]).toEqual([name, 'error', 'Interrupted.\n']);
    if (!(name in calls) || name === 'degradedSets') continue;
    expect([name, shown.length]).toEqual([name, 1]);
    expect(shown[0]).toMatch(/^under way: stopped after [\d.]+ s$|^under way: stopped after \d+ min \d+ s$/);
  }
  expect(results.slice(-3).map(({ text }) => text)).toEqual(['', 'true 0\n', '30 0\n']);
  // What was under way when training stopped is kept, to go on from.
  expect(await readdir(path.join(folder, 'train'))).toContain('checkpoint.safetensors');
});
