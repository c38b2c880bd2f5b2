import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import {
  hasRuntime,
  loadRuntime,
  runtimeTensor,
  type RuntimeTensor,
} from '@ddr-lab/engine/onnxruntime/runtime';
import { session } from '@ddr-lab/engine/onnxruntime/sessions';
import type { CentredData } from './centred-data';
import { columnMeans } from './column-means';
import { GramParts } from './gram-parts';
import type { DataType } from './native-graphs';
import { multiplyGraph, multiplyRowsGraph, tallGramGraph, wideGramGraph } from './native-graphs';

/** Whether onnxruntime is there and `DDR_BACKEND` names no other backend. */
export function hasNative(): boolean {
  const forced = process.env.DDR_BACKEND;
  if (forced && forced !== 'onnxruntime') return false;
  if (hasRuntime()) return true;
  try {
    loadRuntime();
    return true;
  } catch {
    return false;
  }
}

/**
 * Centred data by onnxruntime's kernels, on all threads. Blocks go there as they are; they become float64 and lose
 * their means there, and the products are of float64 as in the plain loops. The number of threads can change the
 * order of sums, and so the last digits.
 */
export function nativeCentred(X: Matrix): CentredData {
  return X.columns > X.rows ? nativeWide(X) : nativeTall(X);
}

/** float32 or float64, as onnxruntime calls them. */
export const dataType = (data: Float32Array | Float64Array): DataType =>
  data instanceof Float32Array ? 'float32' : 'float64';

const float64 = (data: Float64Array, rows: number): RuntimeTensor =>
  runtimeTensor('float64', data, [rows, data.length / rows]);

/**
 * Columns of a block with so many rows: about 600,000 numbers, which with what is made of them fit the cache of a processor.
 * Never a multiple of 128: rows a power of two apart would drive one another out of it.
 */
export function blockWidth(rows: number): number {
  return Math.min(32, Math.max(2, Math.round(600_000 / rows / 64))) * 64 - 8;
}

/** Copies columns `start` to `start + width` of the first `rows` rows, row by row. */
export function copyColumns<Data extends Float32Array | Float64Array>(
  { columns, data }: Matrix<Data>,
  rows: number,
  start: number,
  width: number,
  block: Data,
): void {
  for (let i = 0; i < rows; i++) {
    const from = i * columns + start;
    block.set(data.subarray(from, from + width), i * width);
  }
}

function nativeWide(X: Matrix): CentredData {
  const { rows: short, columns: long, data } = X;
  const type = dataType(data);
  const mean = new Float64Array(long);
  const blockColumns = Math.min(blockWidth(short), long);
  const memory =
    data instanceof Float32Array
      ? new Float32Array(short * blockColumns)
      : new Float64Array(short * blockColumns);

  const forEachBlock = (callback: (block: typeof memory, start: number, width: number) => void): void => {
    for (let start = 0; start < long; start += blockColumns) {
      const width = Math.min(blockColumns, long - start);
      copyColumns(X, short, start, width, memory);
      callback(memory.subarray(0, short * width), start, width);
    }
  };

  const gramWithout = (known: Float64Array): Float64Array => {
    const parts = new GramParts(short);
    const layout = { type, parts: parts.count, known: known.length > 0 };
    const graph = session(`PCA wide Gram ${Object.values(layout).join()}`, () => wideGramGraph(layout));
    const fixed: Record<string, RuntimeTensor> = {
      rows: runtimeTensor('float64', Float64Array.of(short), [1]),
    };
    const count = known.length / short;
    if (count > 0) {
      parts.forEach((i, from, size) => {
        const part = new Float64Array(count * size);
        copyColumns({ rows: count, columns: short, data: known }, count, from, size, part);
        fixed[`known${i}`] = float64(part, count);
      });
    }
    forEachBlock((block, start, width) => {
      const feeds = { ...fixed };
      parts.forEach((i, from, size) => {
        const part = block.subarray(from * width, (from + size) * width);
        feeds[`x${i}`] = runtimeTensor(type, part, [size, width]);
      });
      graph.run(feeds, { ...parts.fetches, mean: float64(mean.subarray(start, start + width), 1) });
      parts.add();
    });
    return parts.assemble();
  };

  return {
    short,
    long,
    mean,
    gram: gramWithout(new Float64Array(0)),
    gramWithout,
    multiply: (vectors) => {
      const count = vectors.length / short;
      const out = new Float64Array(count * long);
      const graph = session(`PCA wide product ${type}`, () => multiplyGraph(type));
      const y = new Float64Array(count * blockColumns);
      forEachBlock((block, start, width) => {
        const part = y.subarray(0, count * width);
        const x = runtimeTensor(type, block, [short, width]);
        const blockMean = float64(mean.subarray(start, start + width), 1);
        graph.run({ x, mean: blockMean, vectors: float64(vectors, count) }, { y: float64(part, count) });
        pasteColumns(part, count, out, long, start);
      });
      return out;
    },
  };
}

function nativeTall(X: Matrix): CentredData {
  const { rows: long, columns: short, data } = X;
  const type = dataType(data);
  const mean = columnMeans(X);
  const blockRows = Math.min(blockWidth(short), long);

  const forEachBlock = (callback: (block: RuntimeTensor, start: number, width: number) => void): void => {
    for (let start = 0; start < long; start += blockRows) {
      const width = Math.min(blockRows, long - start);
      const block = data.subarray(start * short, (start + width) * short);
      callback(runtimeTensor(type, block, [width, short]), start, width);
    }
  };

  const gramWithout = (known: Float64Array): Float64Array => {
    const parts = new GramParts(short);
    const layout = { type, parts: parts.count, known: known.length > 0 };
    const graph = session(`PCA tall Gram ${Object.values(layout).join()}`, () => tallGramGraph(layout));
    const sizes = runtimeTensor('int64', BigInt64Array.from(parts.sizes, BigInt), [parts.count]);
    const directions = known.length > 0 && { known: float64(known, known.length / short) };
    forEachBlock((x) => {
      graph.run({ x, sizes, mean: float64(mean, 1), ...directions }, parts.fetches);
      parts.add();
    });
    return parts.assemble();
  };

  return {
    short,
    long,
    mean,
    gram: gramWithout(new Float64Array(0)),
    gramWithout,
    multiply: (vectors) => {
      const count = vectors.length / short;
      const out = new Float64Array(count * long);
      const graph = session(`PCA tall product ${type}`, () => multiplyRowsGraph(type));
      const y = new Float64Array(count * blockRows);
      forEachBlock((x, start, width) => {
        const part = y.subarray(0, count * width);
        graph.run(
          { x, mean: float64(mean, 1), vectors: float64(vectors, count) },
          { y: float64(part, count) },
        );
        pasteColumns(part, count, out, long, start);
      });
      return out;
    },
  };
}

/** Writes a block of `count` rows into the columns of `out`, from `start` on. */
function pasteColumns(
  block: Float64Array,
  count: number,
  out: Float64Array,
  columns: number,
  start: number,
): void {
  const width = block.length / count;
  for (let k = 0; k < count; k++) out.set(block.subarray(k * width, (k + 1) * width), k * columns + start);
}
