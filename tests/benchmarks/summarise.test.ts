import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResults, saveResults, type BenchResults } from '../../benchmarks/results';
import { benchRows } from '../../benchmarks/rows';
import { summarise, withoutPaths } from '../../benchmarks/summarise';
import { formatMs, formatTable, remarks } from '../../benchmarks/table';

const features = benchRows.find(({ name }) => name === 'features')!;
const analysis = benchRows.find(({ name }) => name === 'analysis')!;
const [torch] = features.peers;
const runs = (...times: number[]): { ms: number }[] => times.map((ms) => ({ ms }));
const agreement = { measure: 'largest difference', value: 2e-6, limit: 1e-4, holds: true };
const measured = { images: 300, ours: { runs: runs(2000, 1000, 3000), mib: 500 }, agreement };

const reached = summarise(features, torch, {
  ...measured,
  theirs: { runs: runs(5000, 3000, 4000), mib: 800 },
});
const missed = summarise(features, torch, { ...measured, theirs: { runs: runs(2500), mib: 400 } });

describe('summarise', () => {
  it('gives medians, their ratio, the pairs and the memory', () => {
    expect(reached).toMatchObject({
      name: 'features',
      peer: 'PyTorch',
      ours_ms: 2000,
      peer_ms: 4000,
      ratio: 2,
      ratio_pairs: [4 / 3, 3],
      ours_mib: 500,
      peer_mib: 800,
      ours_runs: [2000, 1000, 3000],
      growth: 1,
    });
  });

  it('holds the ratio against the target', () => {
    expect(reached).toMatchObject({ target: 1.3, aim: 2, met: true });
    expect(missed).toMatchObject({ ratio: 1.25, met: false });
  });

  it('judges no target at another size, or without a measurement', () => {
    const theirs = { runs: runs(1, 1), mib: 1 };
    expect(summarise(features, torch, { ...measured, images: 600, theirs })).toMatchObject({
      growth: 2,
      target: 1.3,
      met: null,
    });
    const failed = { runs: [], failure: 'no module named torch' };
    expect(summarise(features, torch, { ...measured, theirs: failed })).toMatchObject({
      peer_ms: null,
      ratio: null,
      met: null,
      failure: 'PyTorch: no module named torch',
    });
  });

  it('holds memory against the peer where that is a target', () => {
    const [stack] = analysis.peers;
    const memory = (mib: number): boolean | null =>
      summarise(analysis, stack, {
        images: 100,
        ours: { runs: runs(1), mib },
        theirs: { runs: runs(1), mib: 800 },
      }).memory_met;
    expect([memory(700), memory(900)]).toEqual([true, false]);
    expect(reached.memory_met).toBeNull();
  });

  it('takes the median of each part', () => {
    const parts = (pca: number): { ms: number; parts: { pca: number; tsne: number } } => ({
      ms: 10,
      parts: { pca, tsne: 5 },
    });
    const row = summarise(features, torch, {
      images: 300,
      ours: { runs: [parts(1), parts(9), parts(2)] },
      theirs: { runs: runs(1) },
    });
    expect(row.ours_parts).toEqual({ pca: 2, tsne: 5 });
    expect(row).not.toHaveProperty('peer_parts');
  });

  it('keeps paths of this machine out of what is saved', () => {
    expect(withoutPaths('cannot read /home/someone/a/x.npy: 3/4 done')).toBe('cannot read x.npy: 3/4 done');
    expect(withoutPaths("No module named 'torch'")).toBe("No module named 'torch'");
  });
});

describe('the table', () => {
  it('has a line a row, columns aligned, and says whether targets are reached', () => {
    const lines = formatTable([reached, missed]).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/2\.00 s +PyTorch +4\.00 s +2\.00x +1\.33-3\.00 +500 +800 +yes \(0\.000002\)/);
    expect(lines[1]).toMatch(/reaches 1\.3x and 2x$/);
    expect(lines[2]).toMatch(/1\.25x.*misses 1\.3x$/);
    const place = lines[0].indexOf('peer');
    expect(lines.slice(1).map((line) => line.slice(place, place + 7))).toEqual(['PyTorch', 'PyTorch']);
  });

  it('shouts where the sides computed different things', () => {
    const wrong = { ...reached, agreement: { ...agreement, value: 0.5, holds: false } };
    expect(formatTable([wrong])).toContain('NO (0.5)');
  });

  it('remarks on failures and on a machine that was busy', () => {
    expect(remarks([{ ...missed, failure: 'PyTorch: it broke' }])).toEqual(['features: PyTorch: it broke.']);
    const [words] = remarks([{ ...reached, disturbance: { others: 0.7, waiting: 0 } }]);
    expect(words).toContain('other programs took 0.70 cores');
    expect(remarks([{ ...reached, disturbance: { others: 0.01, waiting: 0.01 } }])).toEqual([]);
  });

  it('writes times in the unit that fits', () => {
    expect([0.5, 41.23, 999, 2345, 61_000, 900_000].map(formatMs)).toEqual([
      '0.50 ms',
      '41.2 ms',
      '999 ms',
      '2.35 s',
      '61.0 s',
      '15.0 min',
    ]);
  });
});

describe('saved results', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-bench-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const results: BenchResults = {
    format: 'ddr-lab benchmark',
    version: 1,
    date: '2026-01-01T00:00:00.000Z',
    machine: { cpu: 'some', cores: 2, memory_gib: 8, system: 'Linux x64' },
    software: { node: 'v20' },
    rows: [reached],
  };

  it('are read back as they were, to six digits', async () => {
    const file = path.join(folder, 'a.json');
    const odd = { ...reached, ours_ms: 1.23456789, ratio: 1 / 3 };
    await saveResults(file, { ...results, rows: [odd] });
    const [row] = (await readResults(file)).rows;
    expect(row).toMatchObject({ ours_ms: 1.23457, ratio: 0.333333, peer: 'PyTorch', met: true });
    expect(await readFile(file, 'utf8')).not.toContain(os.tmpdir());
  });

  it('refuses another file, naming it', async () => {
    const file = path.join(folder, 'b.json');
    await expect(readResults(file)).rejects.toThrow('no such file');
    for (const text of ['{', '{}', '[]', 'null', '{"format":"ddr-lab benchmark","version":2,"rows":[]}']) {
      await writeFile(file, text);
      await expect(readResults(file)).rejects.toThrow(`${file}: no results`);
    }
  });
});
