import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runNotebooks } from '@ddr-lab/book/run';

// Real kernels, which take a few seconds each to start, and longer where the machine is busy.
const LONG = 1_800_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-outside-'));
  await mkdir(path.join(folder, 'lib'));
  await mkdir(path.join(folder, 'notebooks'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A notebook of these cells in notebooks/, whose files outside lie in lib/. */
async function notebook(name: string, cells: readonly string[]): Promise<string> {
  const file = path.join(folder, 'notebooks', `${name}.ipynb`);
  const code = cells.map((source, i) => ({
    cell_type: 'code',
    id: `c${i}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'ddr-lab' };
  const document = { cells: code, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  await writeFile(file, JSON.stringify(document));
  return file;
}

const lib = (name: string, text: string): Promise<void> => writeFile(path.join(folder, 'lib', name), text);

it(
  "compiles files outside the notebook's folder, with their types checked in the cell, and anew when they change",
  async () => {
    await lib('lazy.ts', 'export const later: number = 2;\n');
    await lib(
      'good.ts',
      `import path from 'node:path';
       import type { Nothing } from './types';
       export enum Kind { A = 1 }
       export class Box { constructor(readonly side: number) {} }
       export const name = (): string => path.basename('/a/b.txt');
       export const later = async (): Promise<number> => (await import('./lazy')).later;
       export const nothing: Nothing = null;
       export const version = 1;`,
    );
    await lib('types.ts', 'export type Nothing = null;\n');
    const edit = JSON.stringify(path.join(folder, 'lib', 'good.ts'));
    const good = await notebook('good', [
      `import { Box, Kind, later, name, version } from '../lib/good';
       console.log(name(), new Box(3).side, Kind.A, await later(), version);`,
      // The watcher of TypeScript looks every quarter of a second or less often.
      `import { readFileSync, writeFileSync } from 'node:fs';
       writeFileSync(${edit}, readFileSync(${edit}, 'utf8').replace('version = 1', 'version = 2'));
       await new Promise((resolve) => setTimeout(resolve, 3000));`,
      `import { version as now } from '../lib/good';
       console.log(now);`,
    ]);
    const wrong = await notebook('wrong', [
      `import { version } from '../lib/good';
       const text: string = version;`,
    ]);
    const out = path.join(folder, 'out');
    const { runs } = await runNotebooks([good, wrong], { out });
    expect(runs[0].failure).toBeUndefined();
    const { cells } = JSON.parse(await readOutput(out, 'good')) as {
      cells: { outputs: { text: string[] }[] }[];
    };
    expect(cells[0].outputs[0].text).toEqual(['b.txt 3 1 2 1\n']);
    expect(cells[2].outputs[0].text).toEqual(['2\n']);
    expect(runs[1].failure).toMatchObject({ kind: 'compile', number: 1 });
    expect(runs[1].failure!.text).toMatch(
      /^cell \[1\], line 2, column 14: Type 'number' is not assignable to type 'string'\. \(TS2322\)\n/,
    );
  },
  LONG,
);

it(
  'says where such a file is not TypeScript',
  async () => {
    await lib('broken.ts', 'export const fine = 1;\nconst x: = 2;\n');
    const broken = await notebook('broken', ["import { fine } from '../lib/broken';\nconsole.log(fine);"]);
    const { runs } = await runNotebooks([broken], { out: path.join(folder, 'out') });
    expect(runs[0].failure).toMatchObject({ kind: 'compile', number: 1 });
    expect(runs[0].failure!.text).toBe('../lib/broken.ts:2:10: Unexpected "="');
  },
  LONG,
);

const readOutput = (out: string, name: string): Promise<string> =>
  readFile(path.join(out, `${name}.ipynb`), 'utf8');
