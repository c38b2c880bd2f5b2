import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = path.join(__dirname, '..', '..');
const rules = path.join(project, '.dependency-cruiser.cjs');
const program = path.join(project, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'ddr-rules-'));
  await cp(path.join(project, 'tsconfig.json'), path.join(root, 'tsconfig.json'));
  await cp(path.join(project, 'package.json'), path.join(root, 'package.json'));
  await cp(rules, path.join(root, '.dependency-cruiser.cjs'));
  await symlink(path.join(project, 'node_modules'), path.join(root, 'node_modules'));
});
afterEach(() => rm(root, { recursive: true }));

/** What the rules say of some files, by their names; nothing where they say nothing. */
async function broken(files: Record<string, string>): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const places = ['src', 'packages'].filter((place) => existsSync(path.join(root, place)));
  const args = [program, ...places, '--config', '--output-type', 'json'];
  // Its status is the number of broken rules.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root }).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return summary.violations.map(({ rule }) => rule.name);
}

describe('the import rules', () => {
  it('let a folder import from what stands before it', async () => {
    const files = {
      'src/features/tap.ts': 'export const tap = 1;',
      'src/metrics/psnr.ts': "import { tap } from '../features/tap';\nexport const psnr = tap;",
    };
    expect(await broken(files)).toEqual([]);
  });

  it('refuse an import the other way, of types as well', async () => {
    const files = {
      'src/features/tap.ts': "import type { Psnr } from '../metrics/psnr';\nexport type Tap = Psnr;",
      'src/metrics/psnr.ts': 'export type Psnr = number;',
    };
    expect(await broken(files)).toEqual(['flow-features']);
  });

  it('refuse files that import each other, and an import that leads nowhere', async () => {
    const files = {
      'src/metrics/a.ts': "import { b } from './b';\nexport const a = () => b();",
      'src/metrics/b.ts': "import { a } from './a';\nexport const b = () => a();",
      'src/metrics/c.ts': "import { d } from './d';\nexport const c = d;",
    };
    expect((await broken(files)).sort()).toEqual(['no-cycles', 'what-is-there']);
  });

  it('keep studies apart', async () => {
    const files = {
      'src/studies/depth/depth.ts':
        "import { degrees } from '../degrees/degrees';\nexport const depth = degrees;",
      'src/studies/degrees/degrees.ts': "import { one } from './one';\nexport const degrees = one;",
      'src/studies/degrees/one.ts': 'export const one = 1;',
    };
    expect(await broken(files)).toEqual(['studies-apart']);
  });

  it('keep what stands below all from what stands above, and the library from the command', async () => {
    const files = {
      'src/cache/code.ts': "import { psnr } from '../metrics/psnr';\nexport const code = psnr;",
      'src/metrics/psnr.ts': "import { words } from '../../bin/words';\nexport const psnr = words;",
      'bin/words.ts': 'export const words = 1;',
    };
    expect((await broken(files)).sort()).toEqual(['flow-below', 'library-alone']);
  });

  it('keep packages from the library, and from packages that they do not name', async () => {
    const files = {
      'packages/engine/runtime.ts':
        "import { psnr } from '../../src/metrics/psnr';\nimport { lines } from '../charts/lines';\nexport const runtime = [psnr, lines];",
      'packages/charts/lines.ts': "import { matrix } from '../base/matrix';\nexport const lines = matrix;",
      'packages/base/matrix.ts': 'export const matrix = 1;',
      'src/metrics/psnr.ts': 'export const psnr = 1;',
    };
    expect(await broken(files)).toEqual(['package-engine', 'package-engine']);
  });
});
