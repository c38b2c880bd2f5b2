import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mergeRows, readMeasured, writeMeasured } from '../../src/cards/record';
import { measured } from './examples';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-measured-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('measurements', () => {
  it('are kept in the order of names, the same text for the same numbers', async () => {
    const file = path.join(folder, 'measured.json');
    expect(await readMeasured(file)).toEqual({});
    await writeMeasured({ b: measured, a: { ...measured, weights: 'f' } }, file);
    const text = readFileSync(file, 'utf8');
    const read = await readMeasured(file);
    expect(Object.keys(read)).toEqual(['a', 'b']);
    expect(read.b).toEqual(measured);
    await writeMeasured(read, file);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('name a damaged file', async () => {
    const file = path.join(folder, 'damaged.json');
    writeFileSync(file, '[]');
    await expect(readMeasured(file)).rejects.toThrow(/damaged\.json: not a record/);
  });

  it('keep the rows of sets that are missing now, and replace the others', () => {
    expect(
      mergeRows(
        [
          { set: 'scenes', v: 1 },
          { set: 'bsds500/val', v: 2 },
        ],
        [
          { set: 'scenes', v: 3 },
          { set: 'set5', v: 4 },
        ],
      ),
    ).toEqual([
      { set: 'scenes', v: 3 },
      { set: 'bsds500/val', v: 2 },
      { set: 'set5', v: 4 },
    ]);
  });
});
