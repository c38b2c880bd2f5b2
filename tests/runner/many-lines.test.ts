import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Executor } from '@ddr-lab/book/executor';
import { findJupyter } from '@ddr-lab/book/jupyter';
import { joined, type Notebook } from '@ddr-lab/book/notebook-file';

let folder = '';
let executor: Executor;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-many-'));
  executor = await Executor.create(await findJupyter());
});
afterAll(async () => {
  await executor.stop();
  await rm(folder, { recursive: true, force: true });
});

const notebook = (...sources: string[]): Notebook => ({
  cells: sources.map((source, i) => ({
    cell_type: 'code',
    id: `c${i}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  })),
  metadata: { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'ddr-lab' } },
  nbformat: 4,
  nbformat_minor: 5,
});

/** What each cell printed. */
const printed = ({ cells }: Notebook): string[] =>
  cells.map(({ outputs = [] }) => outputs.map((output) => joined(output.text as string | string[])).join(''));

it(
  'a notebook that prints 20,000 lines has them all, and late words in their own cells',
  { timeout: 600_000 },
  async () => {
    const { notebook: executed, failure } = await executor.execute(
      notebook(
        `for (let i = 0; i < 20000; i++) console.log('line', i);
setTimeout(() => console.log('late'), 100); console.log('end');`,
        `await new Promise((resolve) => setTimeout(resolve, 500)); console.log('next');`,
        `setTimeout(() => console.log('later'), 100); console.log('last');`,
      ),
      { folder },
    );
    expect(failure).toBeUndefined();
    const lines = Array.from({ length: 20000 }, (_, i) => `line ${i}\n`).join('');
    expect(printed(executed)).toEqual([`${lines}end\nlate\n`, 'next\n', 'last\nlater\n']);
  },
);

it('a cell that fails after many lines is a failure, with all of them', { timeout: 600_000 }, async () => {
  const { notebook: executed, failure } = await executor.execute(
    notebook(
      `for (let i = 0; i < 2000; i++) console.log('line', i);\nthrow new Error('too much');`,
      `console.log('never');`,
    ),
    { folder },
  );
  expect(failure).toMatchObject({ kind: 'throw', number: 1 });
  expect(failure!.text).toContain('too much');
  const [first, second] = printed(executed);
  expect(first).toContain('line 1999\n');
  expect(second).toBe('');
});
