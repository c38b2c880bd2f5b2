import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputFile, readOptions } from '../../benchmarks/options';
import { benchRows } from '../../benchmarks/rows';
import { peersOf } from '../../benchmarks/run-row';
import { taskNames } from '../../benchmarks/tasks/tasks';

const project = path.resolve(__dirname, '../..');

describe('options', () => {
  it('take all rows by default, and save them where the whole table is kept', () => {
    const options = readOptions({});
    expect(options.rows).toEqual(benchRows);
    expect(outputFile(options)).toBe(path.join(project, 'benchmarks/latest.json'));
    expect(outputFile(readOptions({ growth: true }))).toBe(path.join(project, 'benchmarks/growth.json'));
  });

  it('never put a part in the place of the whole', () => {
    for (const raw of [{ rows: 'pca' }, { quick: true }, { python: false }]) {
      expect(outputFile(readOptions(raw))).toBe(path.join(project, '.ddr/benchmarks/latest.json'));
    }
    expect(outputFile(readOptions({ rows: 'pca', out: 'here.json' }))).toBe(path.resolve('here.json'));
  });

  it('take rows in the order named, each once', () => {
    const { rows } = readOptions({ rows: 'pca, features,pca' });
    expect(rows.map(({ name }) => name)).toEqual(['pca', 'features']);
  });

  it('name the rows there are when one is wrong', () => {
    expect(() => readOptions({ rows: 'pac' })).toThrow(/pac: no such row\. There are: conv-forward, /);
    expect(() => readOptions({ rows: '' })).toThrow('(nothing)');
  });

  it.each(['0', '-1', '1.5', 'many', '101', ''])('refuse %j repeats', (repeats) => {
    expect(() => readOptions({ repeats })).toThrow('--repeats');
  });

  it('let --quick leave out what takes minutes', () => {
    const quick = readOptions({ quick: true });
    expect(quick).toMatchObject({ repeats: 2, skipSlow: true });
    expect(quick.rows.map(({ name }) => name)).not.toContain('tsne-10000');
    expect(readOptions({ quick: true, repeats: '4' }).repeats).toBe(4);
  });

  it('let --gpu measure rows of its own against the processor alone, into a file of its own', () => {
    const options = readOptions({ gpu: true });
    expect(options).toMatchObject({ gpu: true, pythons: [], whole: false });
    expect(options.rows.map(({ peers }) => peers.map(({ worker }) => worker))).toEqual(
      Array(options.rows.length).fill(['processor']),
    );
    expect(outputFile(options)).toBe(path.join(project, '.ddr/benchmarks/gpu.json'));
    expect(() => readOptions({ gpu: true, growth: true })).toThrow('--gpu and --growth');
    expect(() => readOptions({ gpu: true, rows: 'pca' })).toThrow('There are: features, ');
  });

  it('take the Python named, and no other', () => {
    expect(readOptions({ python: '/opt/python' })).toMatchObject({
      pythons: ['/opt/python'],
      pythonNamed: true,
    });
    expect(readOptions({ python: false }).pythons).toEqual([]);
  });
});

describe('peers', () => {
  const peers = (name: string, context: Parameters<typeof peersOf>[1]): string[] =>
    peersOf(
      benchRows.find((row) => row.name === name)!,
      context,
    ).map((peer) => peer.name);

  it('are those that can be had and are wanted', () => {
    const python = '/usr/bin/python3';
    expect(peers('features', { python })).toEqual(['PyTorch', 'wasm']);
    expect(peers('features', {})).toEqual(['wasm']);
    expect(peers('tsne-300', {})).toEqual([]);
    expect(peers('features', { python, skipSlow: true })).toEqual(['PyTorch']);
    expect(peers('pca', { python, skipSlow: true })).toHaveLength(3);
    expect(peers('pca', { python, skipWasm: true })).toHaveLength(2);
    expect(readOptions({ growth: true })).toMatchObject({ skipWasm: true, skipSlow: false });
  });
});

describe('rows', () => {
  it('have names of their own, known tasks, and sizes that grow', () => {
    expect(new Set(benchRows.map(({ name }) => name)).size).toBe(benchRows.length);
    for (const row of benchRows) {
      expect(taskNames).toContain(row.task);
      expect(new Set([1, 2, 4].map((factor) => row.size(factor * row.images))).size).toBe(3);
      expect(row.inputs(2 * row.images)).not.toEqual(row.inputs(row.images));
      if (row.peers.some(({ slow }) => slow) || row.warmUpWhole === false) expect(row.small).toBeDefined();
    }
  });
});
