import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createImage } from '@ddr-lab/images/image';
import { readImage, writeImage } from '@ddr-lab/images/io';
import { niqe } from '@ddr-lab/quality/niqe';
import { draw } from '../metrics/quality/drawing';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-niqe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ddr(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = path.join(__dirname, '../../bin/ddr.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('ddr niqe', () => {
  it('prints one number, or one a file and their mean', async () => {
    const file = path.join(folder, 'a.png');
    await writeImage(draw({ height: 96, width: 192, noise: 4, seed: 1 }), file);
    const value = niqe(await readImage(file));
    expect((await ddr('niqe', file)).stdout).toBe(`${value}\n`);
    expect((await ddr('niqe', file, file)).stdout).toBe(
      `${file}\t${value}\n${file}\t${value}\nmean\t${value}\n`,
    );
  });

  it('names the file that it cannot judge', async () => {
    const file = path.join(folder, 'small.png');
    await writeImage(createImage(20, 20), file);
    const { code, stderr } = await ddr('niqe', file);
    expect([code, stderr]).toEqual([2, `ddr: ${file}: NIQE needs at least 96 x 96 pixels, not 20 x 20.\n`]);
  });
});
