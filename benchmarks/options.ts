import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { benchRows, type BenchRow, growthRows } from './rows';

/** What the command line says, checked. */
export interface BenchOptions {
  readonly rows: readonly BenchRow[];
  readonly repeats?: number;
  readonly skipSlow: boolean;
  readonly skipWasm: boolean;
  /** Times the images. */
  readonly growth: readonly number[];
  /** Pythons to try, the first that works is used; none: no Python peers. */
  readonly pythons: readonly string[];
  /** The reader named the Python, so that another will not do. */
  readonly pythonNamed: boolean;
  readonly out?: string;
  /** All rows, in full: fit for `benchmarks/latest.json`. */
  readonly whole: boolean;
  /** Saved results to draw, instead of measuring. */
  readonly draw?: string;
}

/** Options as commander reads them. */
export interface RawOptions {
  readonly rows?: string;
  readonly repeats?: string;
  readonly quick?: boolean;
  readonly growth?: boolean;
  /** `--no-python` gives false, `--python PATH` a path. */
  readonly python?: boolean | string;
  readonly out?: string;
  readonly draw?: string;
}

/** Rows that `--quick` leaves out: minutes each. */
const longest = ['tsne-10000'];

/** @throws InputError for a row that does not exist and a number of repeats that makes no sense. */
export function readOptions(raw: RawOptions): BenchOptions {
  const { rows: names, quick = false, growth = false, python = true, out, draw } = raw;
  const repeats = raw.repeats === undefined ? (quick ? 2 : undefined) : Number(raw.repeats);
  if (repeats !== undefined && !(Number.isInteger(repeats) && repeats >= 1 && repeats <= 100)) {
    throw new InputError(`--repeats takes a whole number from 1 to 100, not ${raw.repeats}.`);
  }
  const rows =
    names === undefined
      ? [...benchRows, ...(growth ? growthRows : [])].filter(({ name }) => !(quick && longest.includes(name)))
      : [...new Set(names.split(',').map((name) => name.trim()))].map(findRow);
  return {
    rows,
    repeats,
    skipSlow: quick,
    // Its growth says nothing new, and takes hours.
    skipWasm: growth,
    growth: growth ? [1, 2, 4, 8] : [1],
    pythons: typeof python === 'string' ? [python] : python ? ['/usr/bin/python3', 'python3'] : [],
    pythonNamed: typeof python === 'string',
    out,
    whole: names === undefined && !quick && python !== false,
    draw,
  };
}

function findRow(name: string): BenchRow {
  const all = [...benchRows, ...growthRows];
  const row = all.find((known) => known.name === name);
  if (row) return row;
  throw new InputError(
    `${name || '(nothing)'}: no such row. There are: ${all.map((known) => known.name).join(', ')}.`,
  );
}

const projectRoot = path.resolve(__dirname, '..');

/** Where the results go: of a part of the rows never where the whole table is kept. */
export function outputFile({ out, whole, growth }: Pick<BenchOptions, 'out' | 'whole' | 'growth'>): string {
  const name = growth.length > 1 ? 'growth.json' : 'latest.json';
  return path.resolve(out ?? path.join(projectRoot, whole ? 'benchmarks' : '.ddr/benchmarks', name));
}
