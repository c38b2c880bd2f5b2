import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/reports/report';
import { exampleImages, weights } from '../reports/example';

let folder = '';
let images = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-analyse-command-'));
  images = await exampleImages(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ddr analyse` without Chromium; `stop`: the signal that it gets after four seconds. */
function analyse(words: readonly string[], stop?: NodeJS.Signals): Promise<Outcome> {
  const program = path.join(__dirname, '../../bin/ddr.js');
  const env = { ...process.env, DDR_CHROMIUM: '', DDR_CACHE: 'off' };
  const child = spawn(process.execPath, [program, 'analyse', ...words], { cwd: folder, env });
  const out = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (out[stream] += text));
  }
  // On a quiet machine it is at work by then; on a busy one it still loads its modules.
  if (stop) setTimeout(() => child.kill(stop), 4000);
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, ...out })));
}

const small = ['--patch', '16', '--count', '7', '--runs', '1'];

describe('ddr analyse', () => {
  it('writes a report, says the verdict, names what was left out', async () => {
    const { code, stdout, stderr } = await analyse([
      ...['--weights', weights[0], '--images', images, '--out', 'one', ...small],
    ]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('No figures are exported')]);
    expect(stdout).toContain('So few patches do not show whether msrresnet-x4 organises');
    expect(stdout).toContain('Left out: empty.png: the file is empty.');
    expect(stdout).toContain(`The report: ${path.join('one', 'report.html')}`);
    expect((await readdir(path.join(folder, 'one'))).sort()).toEqual(['report.html', 'report.json']);
  });

  it('prints JSON alone with --json, of several files, and writes nothing', async () => {
    const before = await readdir(folder);
    const { code, stdout } = await analyse([
      ...['--json', '--weights', ...weights, '--images', images, '--layers', 'RB1', ...small],
      ...['--degradations', 'clean,noise40', '--seed', '3'],
    ]);
    const report = JSON.parse(stdout) as Report;
    expect(code).toBe(0);
    expect(report.networks.map(({ name, scale }) => [name, scale])).toEqual([
      ['msrresnet-x4', 4],
      ['msrresnet-x3', 3],
    ]);
    expect(report.networks[0].layers.map(({ layer, runs }) => [layer, runs.length])).toEqual([['RB1', 1]]);
    expect(report.settings).toMatchObject({ degradations: ['clean', 'noise40'], seed: 3, patch: 16 });
    expect(await readdir(folder)).toEqual(before);
  });

  it.each([
    [
      'an SRCNN of unknown scale',
      ['--weights', path.join(weights[0], '../srcnn.pth')],
      /srcnn\.pth: .*--scale 4/,
    ],
    ['a number that is none', ['--weights', weights[0], '--runs', 'five'], /--runs must be a whole number/],
    ['a range that is none', ['--weights', weights[0], '--range', '2'], /--range is one of 1, 255, signed/],
  ])('refuses %s with status 2', async (_, words, message) => {
    const { code, stderr } = await analyse([...words, '--images', images]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('refuses a folder of other things before it works', async () => {
    await mkdir(path.join(folder, 'thesis'));
    await writeFile(path.join(folder, 'thesis', 'chapter.tex'), 'mine');
    const { code, stderr } = await analyse(['--weights', 'nowhere.pth', '--out', 'thesis']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('thesis: holds other things')]);
    expect(await readFile(path.join(folder, 'thesis', 'chapter.tex'), 'utf8')).toBe('mine');
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('stopped by %s it leaves no report', async (signal) => {
    // Runs enough for hours.
    const words = ['--weights', weights[0], '--out', signal, '--runs', '100000', '--patch', '16'];
    const outcome = await analyse([...words, '--images', images, '--count', '7'], signal);
    // Killed while it loads its modules, it ends by the signal; later, SIGINT is answered.
    if (signal === 'SIGINT' && outcome.code !== null) {
      expect([outcome.code, outcome.stderr]).toEqual([130, expect.stringContaining('stopped')]);
    } else {
      expect(outcome.signal).toBe(signal);
    }
    expect(await readdir(folder)).not.toContain(signal);
  });
});
