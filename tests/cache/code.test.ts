import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeFingerprint, importedFrom } from '../../src/cache/code';

const project = path.join(__dirname, '..', '..');
const later = (): number => Date.now() + 1e6;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'ddr-code-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Writes a file of the project in `root`. */
async function write(name: string, text: string): Promise<void> {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** A small project: what is cached is a map, made by `tsne`, of what a network's layer puts out. */
async function smallProject(): Promise<void> {
  await write('src/analysis/cached/maps.ts', "import { tsne } from '@ddr-lab/tsne/tsne';");
  await write('src/analysis/table.ts', 'shows what was computed');
  await write('packages/tsne/tsne.ts', "import type { Shape } from './shape';\nexport * from './descent';");
  await write('packages/tsne/descent.ts', "readFileSync(path.join(__dirname, 'kernels.wasm'));");
  await write('packages/tsne/kernels.wasm', '1');
  await write('packages/tsne/shape.ts', 'export type Shape = number[];');
  await write('packages/projection/umap.ts', 'nobody imports this');
  await write('src/networks/shuffle.ts', "const lazy = () => import('@ddr-lab/images/image');");
  await write('packages/images/image.ts', 'stack');
  await write('packages/engine/worker.js', "require('./started');");
  await write('packages/engine/started.js', '');
  await write('package.json', '{"version":"1","dependencies":{"a":"1.0.0"}}');
}

describe('codeFingerprint', () => {
  it('changes with the code that computes and with the packages, not with anything else', async () => {
    await smallProject();
    const first = codeFingerprint(later(), root)!;
    expect(first).toMatch(/^[0-9a-f]{40}$/);
    for (const other of ['src/analysis/table.ts', 'packages/projection/umap.ts', 'packages/tsne/shape.ts']) {
      await write(other, 'changed: no cached result comes from here');
    }
    await write('package.json', '{"version":"2","dependencies":{"a":"1.0.0"}}');
    expect(codeFingerprint(later(), root)).toBe(first);
    const prints = [first];
    for (const [file, text] of [
      ['packages/tsne/descent.ts', "readFileSync(path.join(__dirname, 'kernels.wasm')); // changed"],
      ['packages/tsne/kernels.wasm', 'changed'],
      ['packages/images/image.ts', 'changed'],
      ['packages/engine/started.js', 'changed'],
      ['packages/engine/layers/another.ts', 'a new layer'],
      ['package.json', '{"version":"2","dependencies":{"a":"1.0.1"}}'],
      ['packages/tsne/package.json', '{"dependencies":{"b":"1.0.0"}}'],
    ]) {
      await write(file, text);
      prints.push(codeFingerprint(later(), root)!);
    }
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('is not known where a file changed after the process had begun', async () => {
    await smallProject();
    expect(codeFingerprint(Date.now() + 5, root)).toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const begun = Date.now() - 20;
    expect(codeFingerprint(begun, root)).toBeDefined();
    await write('packages/tsne/tsne.ts', 'edited meanwhile');
    expect(codeFingerprint(begun, root)).toBeUndefined();
  });

  it('changes with a file of each folder of this project that it looks into', async () => {
    for (const place of ['src', 'packages', 'environment', 'package.json']) {
      await cp(path.join(project, place), path.join(root, place), { recursive: true });
    }
    const places = ['src/analysis/cached', 'src/networks', 'packages/engine'].map((place) =>
      path.join(root, place),
    );
    const all = importedFrom(places, path.join(root, 'packages')).map(({ file }) => file);
    const names = all.map((file) => path.relative(root, file));
    for (const name of [
      'src/features/tap.ts',
      'packages/engine/model-pass.ts',
      'src/networks/import/convention.ts',
      'packages/graphs/onnx/worker.js',
      'packages/graphs/apart/guard.js',
      'packages/graphs/tfjs/open-graph-model.ts',
      'packages/tsne/kernels.wasm',
      'src/metrics/dispersion.ts',
      'packages/base/arrays/interpolation.ts',
    ]) {
      expect(names).toContain(name);
    }
    expect(
      names.filter((name) =>
        /^(src\/(charts|claims|notebook|runner|training)|packages\/charts)\//.test(name),
      ),
    ).toEqual([]);
    const before = codeFingerprint(later(), root);
    const oneEach = [...new Map(all.map((file) => [path.dirname(file), file])).values()];
    expect(oneEach.length).toBeGreaterThan(25);
    for (const file of oneEach) {
      const bytes = await readFile(file);
      await appendFile(file, '\n');
      expect(codeFingerprint(later(), root), file).not.toBe(before);
      await writeFile(file, bytes);
    }
    expect(codeFingerprint(later(), root)).toBe(before);
  });

  it('is that of this project by default, where nobody edits it just now', () => {
    expect(codeFingerprint(later())).toMatch(/^[0-9a-f]{40}$/);
  });
});
