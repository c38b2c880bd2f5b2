import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClaimsFile } from '@ddr-lab/book/claims/committed';
import { readNotebook } from '@ddr-lab/book/notebook-file';
import { notebook, spawnRun, until } from '../runner/spawn-run';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'ddr-two-runs-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('ddr run --in-place', () => {
  it('killed with -9 in the middle leaves the notebook as it was; the next run is clean', async () => {
    const file = path.join(folder, 'hangs.ipynb');
    await copyFile(notebook('hangs'), file);
    const out = path.join(folder, 'killed');
    const mark = path.join(folder, 'in-the-loop');
    const { child, ended } = spawnRun([file, '--in-place', '--out', out], folder, { DDR_HANGS_MARK: mark });
    await until(() => existsSync(mark), 'the cell begins its loop', 600);
    child.kill('SIGKILL');
    await ended;
    expect(await readFile(file, 'utf8')).toBe(await readFile(notebook('hangs'), 'utf8'));
    expect(await readdir(out)).toEqual([]);
  });

  it('twice at once in one folder: both end well, and what they leave is whole', async () => {
    const file = path.join(folder, 'computes.ipynb');
    const project = path.relative(folder, path.join(__dirname, '..', '..'));
    const text = await readFile(notebook('computes'), 'utf8');
    await writeFile(file, text.replace(/'\.\.\/\.\.\/(?=src|packages)/g, `'${project}/`));
    const out = path.join(folder, 'out');
    const runs = [1, 2].map(() => spawnRun([file, '--in-place', '--out', out], folder));
    for (const { status, stderr } of await Promise.all(runs.map(({ ended }) => ended))) {
      expect(status, stderr).toBe(0);
    }
    expect((await readdir(out)).sort()).toEqual([
      'claims.json',
      'computes.html',
      'computes.ipynb',
      'index.html',
    ]);
    await readClaimsFile(path.join(out, 'claims.json'));
    for (const each of [file, path.join(out, 'computes.ipynb')]) {
      expect((await readNotebook(each)).cells.some(({ outputs }) => outputs?.length)).toBe(true);
    }
    expect(await readFile(path.join(out, 'computes.html'), 'utf8')).toMatch(/<\/html>\s*$/);
  });
});
