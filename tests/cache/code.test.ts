import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codeFingerprint } from '../../src/cache/code';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'ddr-code-'));
  for (const folder of [
    'arrays',
    'backend/simd',
    'features',
    'projection',
    'random',
    'networks/layers',
    'images',
    'metrics',
  ])
    await mkdir(path.join(root, 'src', folder), { recursive: true });
  await writeFile(path.join(root, 'src/arrays/interpolation.ts'), 'interpolation');
  await writeFile(path.join(root, 'src/images/stack.ts'), 'stack');
  await writeFile(path.join(root, 'src/metrics/squared-distances.ts'), 'distances');
  await writeFile(path.join(root, 'src/projection/tsne.ts'), 'tsne');
  await writeFile(path.join(root, 'package.json'), '{"version":"1","dependencies":{"a":"1.0.0"}}');
});
afterEach(() => rm(root, { recursive: true }));

const later = (): number => Date.now() + 1e6;

it('changes with the code that computes and with the packages, not with anything else', async () => {
  const first = codeFingerprint(later(), root)!;
  expect(first).toMatch(/^[0-9a-f]{40}$/);
  await writeFile(path.join(root, 'src/images/crop.ts'), 'not among what computes features');
  await writeFile(path.join(root, 'package.json'), '{"version":"2","dependencies":{"a":"1.0.0"}}');
  expect(codeFingerprint(later(), root)).toBe(first);
  const prints = [first];
  for (const [file, text] of [
    ['src/projection/tsne.ts', 'changed'],
    ['src/backend/simd/kernels.wasm', 'a new file, deep down'],
    ['src/networks/layers/shuffle.ts', 'a new layer'],
    ['src/networks/convention.ts', 'another range of the images that a network is fed'],
    ['package.json', '{"version":"2","dependencies":{"a":"1.0.1"}}'],
  ]) {
    await writeFile(path.join(root, file), text);
    prints.push(codeFingerprint(later(), root)!);
  }
  expect(new Set(prints).size).toBe(6);
});

it('is not known where a file changed after the process had begun', async () => {
  expect(codeFingerprint(Date.now() + 5, root)).toBeDefined();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const begun = Date.now() - 20;
  expect(codeFingerprint(begun, root)).toBeDefined();
  await writeFile(path.join(root, 'src/projection/tsne.ts'), 'edited meanwhile');
  expect(codeFingerprint(begun, root)).toBeUndefined();
});

it('is that of this project by default, where nobody edits it just now', () => {
  expect(codeFingerprint(later())).toMatch(/^[0-9a-f]{40}$/);
});
