import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findJupyter, PROJECT } from '../../src/runner/jupyter';
import { chromiumMissing } from '../charts/chromium-here';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'ddr-interrupt-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Reply {
  status: string;
  text: string;
}

/** Runs cells on one real kernel; those marked are interrupted as Jupyter's stop button does. */
async function onKernel(
  cells: { code: string; interrupt?: boolean }[],
): Promise<{ alive: boolean; results: Reply[] }> {
  const { python, environment } = await findJupyter();
  const script = path.join(__dirname, 'interrupt.py');
  const kernel = path.join(PROJECT, 'src', 'runner', 'kernel.js');
  const child = spawn(python, [script, kernel, process.execPath, path.join(PROJECT, 'notebooks')], {
    env: { ...environment, DDR_FIGURES: folder, DDR_DATA: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stdin.end(JSON.stringify(cells));
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect(status).toBe(0);
  return JSON.parse(text) as { alive: boolean; results: Reply[] };
}

const chart = (name: string): string =>
  `await figure(lines({ name: '${name}', x: [1, 2], series: [{ name: 'a', values: [1, 2] }], valueTitle: 'v' }), { export: true });
console.log('drawn');`;

it(
  'an interrupted cell leaves the kernel usable, with the variables it had',
  { timeout: 1_800_000 },
  async () => {
    const { alive, results } = await onKernel([
      {
        code: `import { createMatrix } from '../src/arrays/matrix';
import { createRandom } from '../src/random/random';
import { tsne } from '../src/projection/tsne';
import { lines } from '../src/charts/lines';
import { figure } from '../src/notebook/figure';
const before = 41;`,
      },
      // A loop that never lets go, a wait that never ends, and a computation of ours, again and again.
      { code: 'for (;;) {}', interrupt: true },
      { code: 'await new Promise(() => {});', interrupt: true },
      {
        code: `const random = createRandom(1);
const points = createMatrix(600, 20, Float64Array.from({ length: 12000 }, () => random.normal()));
for (let seed = 1; ; seed++) await tsne(points, { seed });`,
        interrupt: true,
      },
      { code: 'console.log(before + 1);' },
      { code: 'console.log(createMatrix(2, 1, Float64Array.of(3, 4)).rows);' },
      ...(chromiumMissing ? [] : [{ code: chart('before') }]),
      { code: 'await new Promise(() => {});', interrupt: true },
      ...(chromiumMissing ? [] : [{ code: chart('after') }]),
    ]);
    expect(alive).toBe(true);
    const texts = results.map(({ text }) => text.trim());
    expect(results.map(({ status }) => status).slice(0, 6)).toEqual([
      'ok',
      'error',
      'error',
      'error',
      'ok',
      'ok',
    ]);
    for (const text of texts.slice(1, 4)) expect(text).toMatch(/interrupted/i);
    expect(texts.slice(4, 6)).toEqual(['42', '2']);
    if (!chromiumMissing) expect([texts[6], texts[8]]).toEqual(['drawn', 'drawn']);
  },
);
