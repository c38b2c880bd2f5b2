import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { type BenchRow, benchRows, gpuRows, growthRows } from './rows';

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
  /** A GPU against the processor. */
  readonly gpu: boolean;
  /** Saved results to draw, instead of measuring. */
  readonly draw?: string;
}

/** Options as commander reads them. */
export interface RawOptions {
  readonly rows?: string;
  readonly repeats?: string;
  readonly quick?: boolean;
  readonly growth?: boolean;
  readonly gpu?: boolean;
  /** `--no-python` gives false, `--python PATH` a path. */
  readonly python?: boolean | string;
  readonly out?: string;
  readonly draw?: string;
}

/** Rows that `--quick` leaves out: minutes each. */
const longest = ['tsne-10000'];

/** @throws InputError for a row that does not exist and a number of repeats that makes no sense. */
export function readOptions(raw: RawOptions): BenchOptions {
  const { rows: names, quick = false, growth = false, gpu = false, python = true, out, draw } = raw;
  const repeats = raw.repeats === undefined ? (quick ? 2 : undefined) : Number(raw.repeats);
  if (repeats !== undefined && !(Number.isInteger(repeats) && repeats >= 1 && repeats <= 100)) {
    throw new InputError(`--repeats takes a whole number from 1 to 100, not ${raw.repeats}.`);
  }
  if (gpu && growth) throw new InputError('--gpu and --growth: one after the other.');
  const known = gpu ? gpuRows : [...benchRows, ...growthRows];
  const rows =
    names === undefined
      ? (gpu ? gpuRows : [...benchRows, ...(growth ? growthRows : [])]).filter(
          ({ name }) => !(quick && longest.includes(name)),
        )
      : [...new Set(names.split(',').map((name) => name.trim()))].map((name) => findRow(name, known));
  return {
    rows,
    repeats,
    skipSlow: quick,
    // Its growth says nothing new, and takes hours.
    skipWasm: growth,
    growth: growth ? [1, 2, 4, 8] : [1],
    pythons: gpu ? [] : typeof python === 'string' ? [python] : python ? ['/usr/bin/python3', 'python3'] : [],
    pythonNamed: typeof python === 'string',
    out,
    whole: names === undefined && !quick && !gpu && python !== false,
    gpu,
    draw,
  };
}

function findRow(name: string, rows: readonly BenchRow[]): BenchRow {
  const row = rows.find((known) => known.name === name);
  if (row) return row;
  throw new InputError(
    `${name || '(nothing)'}: no such row. There are: ${rows.map((known) => known.name).join(', ')}.`,
  );
}

const projectRoot = path.resolve(__dirname, '..');

/** Where the results go: of a part of the rows never where the whole table is kept. */
export function outputFile({
  out,
  whole,
  growth,
  gpu,
}: Pick<BenchOptions, 'out' | 'whole' | 'growth' | 'gpu'>): string {
  const name = gpu ? 'gpu.json' : growth.length > 1 ? 'growth.json' : 'latest.json';
  return path.resolve(out ?? path.join(projectRoot, whole ? 'benchmarks' : '.ddr/benchmarks', name));
}
