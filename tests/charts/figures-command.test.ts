import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveFigure } from '../../src/charts/saved';
import { chromiumMissing, inChromium } from './chromium-here';
import { exampleFigures } from './examples';
import { ddrInProcess } from '../bin/in-process';

let folder = '';
let kept = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-command-'));
  kept = path.join(folder, 'kept');
  for (const figure of await exampleFigures()) await saveFigure(figure, kept);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** In this process. */
async function figures(...words: string[]): Promise<Ended> {
  const { status, out, err } = await ddrInProcess(['figures', ...words]);
  return { code: status, stdout: out, stderr: err };
}

/** As it is called from a terminal. */
function program(...words: string[]): Promise<Ended> {
  const ddr = path.join(__dirname, '../../bin/ddr.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [ddr, 'figures', ...words], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('ddr figures', () => {
  test('lists what the last run kept', async () => {
    expect(await program('--from', kept, '--list')).toMatchObject({
      code: 0,
      stdout: 'bars\ngrid\nlines\nsamples\n',
    });
  });

  test('says in plain words what is wrong, and ends with 2', async () => {
    const none = await figures('--from', path.join(folder, 'none'));
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('run the notebooks first')]);
    const foreign = await figures('--from', kept, 'fig9');
    expect([foreign.code, foreign.stderr]).toEqual([
      2,
      'ddr: there is no figure fig9; the last run made bars, grid, lines, samples.\n',
    ]);
    expect((await figures('--from', kept, '--formats', 'gif')).stderr).toContain('not as "gif"');
    expect((await figures('--from', kept, '--dpi', 'many')).stderr).toContain(
      '--dpi takes 50 to 1200, not many',
    );
    expect((await figures('--from', kept, '--style', 'acm')).stderr).toContain(
      '--style is one of cvpr, ieee, nature',
    );
    expect((await figures('--from', kept, '--width', 'single')).stderr).toContain('name one with --style');
    expect((await figures('--from', kept, '--style', 'my.json')).stderr).toContain('ddr run --style my.json');
    await writeFile(path.join(kept, 'zz.json'), '{');
    const broken = await figures('--from', kept, '--out', path.join(folder, 'out'), 'zz');
    expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('zz.json: not a figure')]);
  });

  test.skipIf(chromiumMissing)(`draws the figures named, ${inChromium}`, async () => {
    const out = path.join(folder, 'drawn');
    const { code, stdout } = await figures(
      '--from',
      kept,
      '--out',
      out,
      '--formats',
      'pdf,svg',
      'bars',
      'bars',
    );
    const files = ['bars.pdf', 'bars.svg', 'bars.csv'];
    expect([code, stdout]).toEqual([0, files.map((file) => `${path.join(out, file)}\n`).join('')]);
    expect((await readdir(out)).sort()).toEqual(files.sort());
  });

  test.skipIf(chromiumMissing)(`draws in a paper's style, ${inChromium}`, async () => {
    const out = path.join(folder, 'styled');
    const words = ['--from', kept, '--out', out, '--formats', 'svg', '--style', 'ieee', '--no-data', 'lines'];
    expect(await figures(...words)).toMatchObject({ code: 0, stdout: `${path.join(out, 'lines.svg')}\n` });
    // 88.9 mm.
    expect(await readFile(path.join(out, 'lines.svg'), 'utf8')).toContain('width="336"');
    expect(await figures(...words, '--width', 'double')).toMatchObject({ code: 0 });
    expect(await readFile(path.join(out, 'lines.svg'), 'utf8')).toContain('width="687"');
  });
});
