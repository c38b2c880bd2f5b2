import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { rowBlocks, rowsOfBlock } from '@ddr-lab/base/arrays/row-blocks';
import { createRowFile } from '@ddr-lab/base/files/row-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-row-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const counted = (rows: number, columns: number, from = 0): Matrix<Float32Array> =>
  createMatrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, (_, at) => from + at),
  );

describe('rows in a file', () => {
  // Three and a half million columns: two rows a block.
  const columns = 3_500_000;

  it('come back as they were written, in blocks, as often as they are asked for', async () => {
    const file = await createRowFile(columns, path.join(folder, 'new'));
    try {
      expect(rowsOfBlock(columns)).toBe(2);
      await file.append(createMatrix(1, columns, new Float32Array(columns).fill(1)));
      await file.append(createMatrix(2, columns, new Float32Array(2 * columns).fill(2)));
      for (let turn = 0; turn < 2; turn++) {
        const seen: number[][] = [];
        for await (const { rows, data } of file.blocks()) {
          seen.push([rows, data[0], data[rows * columns - 1]]);
        }
        expect(seen).toEqual([
          [2, 1, 2],
          [1, 2, 2],
        ]);
      }
      // Whoever stops in the midst leaves a file that can be closed.
      for await (const { rows } of file.blocks()) if (rows) break;
    } finally {
      await file.close();
      await file.close();
    }
    expect(await readdir(path.join(folder, 'new'))).toEqual([]);
  });

  it('are gone from the disk when a process is killed', async () => {
    const script = `
      import { createRowFile } from '@ddr-lab/base/files/row-file';
      void createRowFile(4, ${JSON.stringify(folder)}).then(async (file) => {
        await file.append({ rows: 1, columns: 4, data: new Float32Array(4) });
        process.kill(process.pid, 'SIGKILL');
      });`;
    const run = path.join(__dirname, `killed-${process.pid}.ts`);
    await writeFile(run, script);
    try {
      const { signal } = spawnSync(process.execPath, ['--import', 'tsx', run]);
      expect(signal).toBe('SIGKILL');
    } finally {
      await rm(run);
    }
    // On Windows the next file removes what a killed process left.
    await (await createRowFile(4, folder)).close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('are refused where they do not fit, and where no file can be made', async () => {
    const file = await createRowFile(4, folder);
    await expect(file.append(counted(1, 5))).rejects.toThrow('rows of 4 numbers takes no rows of 5');
    await file.close();
    const blocked = path.join(folder, 'file');
    await writeFile(blocked, '');
    await expect(createRowFile(4, blocked)).rejects.toThrow(`${blocked}: no temporary file`);
  });
});

it('a matrix in memory gives the same blocks', async () => {
  const X = counted(5, 3);
  const seen: number[] = [];
  for await (const { data } of rowBlocks(X).blocks()) seen.push(...data);
  expect(seen).toEqual([...X.data]);
});
