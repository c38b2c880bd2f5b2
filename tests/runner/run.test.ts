import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { readExecuted } from '@ddr-lab/book/executed';
import { runNotebooks, type RunResult } from '@ddr-lab/book/run';
import type { RunProgress } from '@ddr-lab/book/watch';
import { findChromium } from '../../environment/facts.mjs';
import { notebook, spawnRun } from './spawn-run';

// Real kernels, which take a few seconds each to start, and longer where the machine is busy.
const LONG = 1_800_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-run-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('notebooks that must fail, and one that must not', () => {
  let out: string;
  let result: RunResult;
  const told: string[] = [];
  const progress: RunProgress[] = [];
  beforeAll(async () => {
    out = path.join(folder, 'book');
    const files = ['does-not-compile', 'passes', 'rejects', 'throws'].map(notebook);
    const before = files.map((file) => readFileSync(file, 'utf8'));
    const onNotebook = ({ name }: { name: string }): number => told.push(name);
    const onProgress = (now: RunProgress): number => progress.push(now);
    result = await runNotebooks(files, { out, jobs: 2, onNotebook, onProgress });
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  }, LONG);

  const runOf = (name: string): RunResult['runs'][number] => result.runs.find((run) => run.name === name)!;
  const executed = async (
    name: string,
  ): Promise<{ cells: { outputs?: { text?: string[]; data?: Record<string, string[]> }[] }[] }> =>
    JSON.parse(await readFile(path.join(out, `${name}.ipynb`), 'utf8'));

  it('runs all of them, whatever fails', () => {
    const names = ['does-not-compile', 'passes', 'rejects', 'throws'];
    expect([...told].sort()).toEqual(names);
    expect(result.runs.map(({ name }) => name)).toEqual(names);
    expect(runOf('passes').failure).toBeUndefined();
    expect(runOf('passes').cells).toBe(4);
  });

  it('runs two at a time, begun in order, and tells where each is', () => {
    expect(Math.max(...progress.map(({ running }) => running.length))).toBe(2);
    const begun = [...new Set(progress.flatMap(({ running }) => running.map(({ name }) => name)))];
    expect(begun).toEqual(['does-not-compile', 'passes', 'rejects', 'throws']);
    const shares = progress.map(({ cellsDone, cells }) => cellsDone / cells);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ running: [], ended: 4, notebooks: 4 });
    expect(shares.at(-1)).toBe(1);
  });

  it('names the cell that throws, with what it threw', async () => {
    expect(runOf('throws').failure).toMatchObject({ kind: 'throw', number: 2, index: 2 });
    expect(runOf('throws').failure!.text).toMatch(/RangeError: no images to measure/);
    const { cells } = await executed('throws');
    expect(cells[1].outputs![0].data).toEqual({ 'text/plain': ["'this ran'"] });
    expect(cells[3].outputs).toEqual([]);
  });

  it('names the cell that does not compile, with what the compiler said', () => {
    const { text, ...failure } = runOf('does-not-compile').failure!;
    expect(failure).toEqual({ kind: 'compile', number: 2, index: 2 });
    expect(text).toMatch(
      /^cell \[2\], line 1, column 7: Type 'string' is not assignable to type 'number'\. \(TS2322\)\n/,
    );
  });

  it('names the cell whose promise was rejected later, not the one that ran then', () => {
    expect(runOf('rejects').failure).toMatchObject({ kind: 'rejection', number: 1, index: 1 });
    expect(runOf('rejects').failure!.text).toMatch(/^TypeError: nobody waits for me/);
  });

  it('gathers the claims', async () => {
    expect(result.claims).toMatchObject([{ id: 'one-is-one', verdict: 'holds', notebook: 'passes' }]);
    expect(JSON.parse(await readFile(path.join(out, 'claims.json'), 'utf8'))).toEqual(result.claims);
  });

  it('writes executed notebooks, pages, index and claims, and nothing else', async () => {
    const names = ['does-not-compile', 'passes', 'rejects', 'throws'];
    const files = names.flatMap((name) => [`${name}.html`, `${name}.ipynb`]);
    expect((await readdir(out)).sort()).toEqual([...files, 'claims.json', 'index.html'].sort());
    expect(result.index).toBe(path.join(out, 'index.html'));
  });

  const browser = findChromium();
  it.skipIf(!browser)(
    'makes a book that shows without a network and without errors, also on a phone',
    async () => {
      const complaints: string[] = [];
      const chrome = await launch(browser!);
      try {
        for (const width of [1280, 390]) {
          const page = await chrome.newPage({ viewport: { width, height: 800 } });
          page.on('console', (message) => complaints.push(message.text()));
          page.on('pageerror', (error) => complaints.push(String(error)));
          page.on('request', (request) => {
            if (!/^(file|data|blob):/.test(request.url())) complaints.push(request.url());
          });
          await page.goto(`file://${result.index}`);
          expect(await page.locator('.card').count()).toBe(4);
          expect(await page.locator('.card', { hasText: 'A cell that throws' }).textContent()).toMatch(
            /failed.*cell \[2\] threw an error: RangeError: no images to measure/s,
          );
          expect(await page.locator('.claims li').count()).toBe(1);
          await page.locator('.card a', { hasText: 'A notebook that passes' }).click();
          expect(await page.title()).toBe('A notebook that passes · ddr-lab');
          expect(await page.locator('table').textContent()).toContain('370');
          // Code is folded, and opens.
          expect(await page.locator('.highlight').first().isVisible()).toBe(false);
          await page.locator('summary').first().click();
          expect(await page.locator('.highlight').first().isVisible()).toBe(true);
          // Nothing sticks out of the window.
          const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
          expect(await page.evaluate(overflow)).toBe(0);
          await page.getByText('the one that throws').click();
          expect(await page.locator('.code.failed .failure').textContent()).toContain(
            'This cell threw an error.',
          );
          await page.locator('a[rel=prev]').click();
          expect(await page.title()).toBe('A rejection that nobody handles · ddr-lab');
        }
      } finally {
        await chrome.close();
      }
      expect(complaints).toEqual([]);
    },
  );
});

it(
  'writes a notebook back with --in-place, the second time without any change',
  async () => {
    const own = await mkdtemp(path.join(folder, 'own-'));
    const out = path.join(folder, 'in-place');
    const text = await readFile(notebook('passes'), 'utf8');
    const file = path.join(own, 'passes.ipynb');
    // A notebook outside the project, which imports from inside.
    await writeFile(
      file,
      text.replaceAll('../../src', path.relative(own, path.join(__dirname, '..', '..', 'src'))),
    );
    const throws = await readFile(notebook('throws'), 'utf8');
    await writeFile(path.join(own, 'throws.ipynb'), throws);
    const exits = path.join(own, 'exits.ipynb');
    await writeFile(exits, throws.replace("const before = 'this ran';", 'const before = process.exit(3);'));

    const first = await runNotebooks([file, path.join(own, 'throws.ipynb'), exits], {
      out,
      inPlace: true,
      jobs: 1,
    });
    expect(first.runs.map((run) => run.failure?.kind)).toEqual([undefined, 'throw', 'died']);
    expect(first.runs[2].failure).toMatchObject({
      number: 1,
      index: 1,
      text: 'The kernel ended (exit status 3).',
    });
    const once = await readFile(file, 'utf8');
    expect(JSON.parse(once).cells[1].outputs[0].data).toEqual({ 'text/plain': ["'there is no such file'"] });
    expect(once).not.toContain('"ddr"');
    // A notebook that failed keeps what it had.
    expect(await readFile(path.join(own, 'throws.ipynb'), 'utf8')).toBe(throws);

    const second = await runNotebooks([file], { out, inPlace: true });
    expect(await readFile(file, 'utf8')).toBe(once);
    // The others' earlier results stay in the book; one whose notebook is gone does not.
    expect(await readFile(second.index, 'utf8')).toContain('href="throws.html"');
    await rm(exits);
    expect((await readExecuted(out)).map(({ name }) => name)).toEqual(['passes', 'throws']);
  },
  LONG,
);

it(
  'ends a cell that never ends, and says so on the command line',
  async () => {
    const out = path.join(folder, 'hangs');
    const { status, stdout, stderr } = await spawnRun(
      [notebook('hangs'), '--timeout', '2', '--out', out],
      folder,
    ).ended;
    expect(stderr).toMatch(
      /FAILED {2}hangs: cell \[1\] did not end in time\n +The cell did not end within 2 s\./,
    );
    expect(stdout).toMatch(/1 of 1 notebooks failed \(.*\)\. The book: .*index\.html\n$/);
    expect(status).toBe(1);
  },
  LONG,
);

describe('bad input', () => {
  it('ends with status 2 and plain words, before anything runs', async () => {
    const file = path.join(folder, 'python.ipynb');
    await writeFile(
      file,
      JSON.stringify({ nbformat: 4, cells: [], metadata: { kernelspec: { name: 'python3' } } }),
    );
    const out = path.join(folder, 'never');
    const { status, stderr } = await spawnRun([file, notebook('passes'), '--out', out], folder).ended;
    expect(stderr).toMatch(/^ddr: .*python\.ipynb: the notebook is for the kernel "python3"/);
    expect(status).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  it.each([['--timeout', 'soon'], ['--timeout', '0'], ['--jobs', '0'], ['nowhere'], ['--colour', 'red']])(
    'ddr run %s %s',
    async (...args) => {
      const { status, stderr } = await spawnRun(args, folder).ended;
      expect(status).toBe(2);
      expect(stderr).not.toMatch(/\n {4}at /);
    },
  );

  it('an output folder that is a file', async () => {
    const out = path.join(folder, 'file');
    await writeFile(out, '');
    await expect(runNotebooks([notebook('passes')], { out })).rejects.toThrow(InputError);
  });
});

function launch(executablePath: string): Promise<Browser> {
  const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map(
    (what) => `--disable-${what}`,
  );
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...quiet] });
}
