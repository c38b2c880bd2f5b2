import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asMatrix, createMatrix } from '@ddr-lab/base/arrays/matrix';
import { readNpy, writeNpy } from '@ddr-lab/base/arrays/npy';
import { clusterScores } from '../../src/metrics/clusters';
import { pca } from '@ddr-lab/projection/pca/pca';
import { tsne } from '@ddr-lab/projection/tsne';
import { createRandom } from '@ddr-lab/base/random';
import { ddrInProcess } from './in-process';

interface Outcome {
  status: number;
  out: string;
  err: string;
}

let folder: string;
const inFolder = (name: string): string => path.join(folder, name);
const random = createRandom(4);
/** Forty points in two clusters. */
const X = createMatrix(
  40,
  6,
  new Float64Array(240).map((_, i) => random.normal() + (i < 120 ? 0 : 8)),
);
const labels = Array.from({ length: 40 }, (_, i) => (i < 20 ? 'clean' : 'blur4'));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-project-'));
  await writeNpy(inFolder('x.npy'), X);
  await writeFile(inFolder('labels.json'), JSON.stringify(labels));
});
afterAll(() => rm(folder, { recursive: true }));

/** As it is called from a terminal. */
function program(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.resolve('bin/ddr.js'), ...words], { cwd: folder }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const ddr = (...words: string[]): Promise<Outcome> => ddrInProcess(words, folder);

it('project --method pca, then tsne, then score: what the library gives', async () => {
  const reduced = await program('project', '--method', 'pca', '--components', '4', 'x.npy', 'reduced.npy');
  expect(reduced).toMatchObject({ status: 0, err: '' });
  expect(reduced.out).toMatch(/^PCA: 40 x 6 to 4 components, \d+\.\d\d% of the variance\n$/);
  const { scores } = pca(X, { components: 4 });
  expect(asMatrix(await readNpy(inFolder('reduced.npy')))).toEqual(scores);

  const words = ['--perplexity', '8', '--seed', '3', '--iterations', '300'];
  const mapped = await ddr('project', '--method', 'tsne', ...words, 'reduced.npy', 'points.npy');
  const expected = await tsne(scores, { perplexity: 8, seed: 3, iterations: 300 });
  expect(mapped.out).toContain(`KL divergence ${expected.kl.toFixed(6)} after 300 iterations`);
  const points = asMatrix(await readNpy(inFolder('points.npy')));
  expect(points).toEqual(expected.points);

  const scored = await ddr('score', '--labels', 'labels.json', 'points.npy');
  expect(JSON.parse(scored.out)).toEqual({ ...clusterScores(points, labels), n: 40, k: 2 });
});

it.each([
  [
    'more components than there are',
    /x\.npy: A 40 x 6 matrix .* at most 6/,
    ['project', '--method', 'pca', '--components', '7', 'x.npy', 'bad.npy'],
  ],
  [
    'too great a perplexity',
    /x\.npy: .*perplexity of 40/,
    ['project', '--method', 'tsne', '--perplexity', '40', 'x.npy', 'bad.npy'],
  ],
  ['a method that is none', /umap.*pca, tsne/, ['project', '--method', 'umap', 'x.npy', 'bad.npy']],
  [
    'no such file',
    /nowhere\.npy: there is no such file/,
    ['project', '--method', 'pca', 'nowhere.npy', 'bad.npy'],
  ],
  ['labels that are no labels', /labels|x\.npy is not JSON/, ['score', '--labels', 'x.npy', 'x.npy']],
])('exits 2 in words and writes nothing: %s', async (_, words, line) => {
  const { status, out, err } = await ddr(...line);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(words);
  expect(err).not.toMatch(/\n\s+at /);
  expect((await readdir(folder)).filter((name) => /bad|tmp/.test(name))).toEqual([]);
});
