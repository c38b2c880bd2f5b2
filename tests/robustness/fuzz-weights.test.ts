import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fuzz, fuzzedFormats } from './fuzz-weights';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

// `npx tsx tests/robustness/fuzz.ts` does the same ten thousand times.
it.each(fuzzedFormats)(
  '%s with changes at random is imported or refused, never more',
  async (format) => {
    const { imported, refused, faults } = await fuzz(format, 60, folder);
    expect(faults).toEqual([]);
    expect(imported + refused).toBe(60);
    expect(refused).toBeGreaterThan(0);
    expect(imported).toBeGreaterThan(0);
  },
  600_000,
);
