import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import {
  hasRuntime,
  loadRuntime,
  runtimeTensor,
  type RuntimeTensor,
} from '@ddr-lab/engine/onnxruntime/runtime';
import { session } from '@ddr-lab/engine/onnxruntime/sessions';
import {
  type DataType,
  multiplyGraph,
  multiplyRowsGraph,
  product,
  tallGramGraph,
  wideGramGraph,
} from './native-graphs';
import { type CentredData, columnMeans } from './plain';

/**
 * A symmetric matrix in square parts, of which those on and below the diagonal are computed: sums over blocks of what
 * a graph of `native-graphs` gives.
 */
class GramParts {
  /** Where each part begins, and the end. */
  private readonly bounds: readonly number[];
  private readonly products: { i: number; j: number; ofBlock: Float64Array; sum: Float64Array }[] = [];
  /** Where a run of the graph writes a block's products. */
  readonly fetches: Readonly<Record<string, RuntimeTensor>>;

  constructor(private readonly n: number) {
    // Parts of 100 are wide enough for the kernels to be fast; more than six parts would spare little.
    const count = Math.min(6, Math.max(1, Math.round(n / 100)));
    this.bounds = Array.from({ length: count + 1 }, (_, i) => Math.round((i * n) / count));
    const fetches: Record<string, RuntimeTensor> = {};
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        const dims = [this.sizes[i], this.sizes[j]];
        const ofBlock = new Float64Array(dims[0] * dims[1]);
        this.products.push({ i, j, ofBlock, sum: new Float64Array(ofBlock.length) });
        fetches[product(i, j)] = runtimeTensor('float64', ofBlock, dims);
      }
    }
    this.fetches = fetches;
  }

  get count(): number {
    return this.bounds.length - 1;
  }

  get sizes(): readonly number[] {
    return this.bounds.slice(1).map((end, i) => end - this.bounds[i]);
  }

  forEach(callback: (i: number, from: number, size: number) => void): void {
    this.sizes.forEach((size, i) => callback(i, this.bounds[i], size));
  }

  /** Adds the products of the block that has just been run. */
  add(): void {
    for (const { ofBlock, sum } of this.products) {
      for (let t = 0; t < sum.length; t++) sum[t] += ofBlock[t];
    }
  }

  /** The whole matrix, n x n, exactly symmetric. */
  assemble(): Float64Array {
    const { n, bounds, sizes } = this;
    const whole = new Float64Array(n * n);
    for (const { i, j, sum } of this.products) {
      for (let a = 0; a < sizes[i]; a++) {
        const row = bounds[i] + a;
        for (let b = 0; b < (i === j ? a + 1 : sizes[j]); b++) {
          const column = bounds[j] + b;
          whole[row * n + column] = whole[column * n + row] = sum[a * sizes[j] + b];
        }
      }
    }
    return whole;
  }
}

/** Whether onnxruntime is there and `DDR_BACKEND` names no other backend; the processor computes here, also where a GPU does elsewhere. */
export function hasNative(): boolean {
  const forced = process.env.DDR_BACKEND;
  if (forced && !forced.startsWith('onnxruntime')) return false;
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
const dataType = (data: Float32Array | Float64Array): DataType =>
  data instanceof Float32Array ? 'float32' : 'float64';

const float64 = (data: Float64Array, rows: number): RuntimeTensor =>
  runtimeTensor('float64', data, [rows, data.length / rows]);

/**
 * Columns of a block with so many rows: about 600,000 numbers, which with what is made of them fit the cache of a processor.
 * Never a multiple of 128: rows a power of two apart would drive one another out of it.
 */
function blockWidth(rows: number): number {
  return Math.min(32, Math.max(2, Math.round(600_000 / rows / 64))) * 64 - 8;
}

/** Copies columns `start` to `start + width` of the first `rows` rows, row by row. */
function copyColumns<Data extends Float32Array | Float64Array>(
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

/** Rows of a block. */
const blockRows = 512;

/** (X - mean) times the components (k x columns), rows x k, by onnxruntime's kernels in float64. */
export function nativeScores(
  components: Matrix<Float64Array>,
  mean: Float64Array,
  { rows, columns, data }: Matrix,
): Float64Array {
  const type = dataType(data);
  const k = components.rows;
  const graph = session(`PCA tall product ${type}`, () => multiplyRowsGraph(type));
  const scores = new Float64Array(rows * k);
  const widest = Math.min(blockWidth(blockRows), columns);
  const directions = new Float64Array(k * widest);
  const block =
    data instanceof Float32Array
      ? new Float32Array(blockRows * widest)
      : new Float64Array(blockRows * widest);
  const product = new Float64Array(k * blockRows);
  for (let start = 0; start < columns; start += widest) {
    const width = Math.min(widest, columns - start);
    copyColumns(components, k, start, width, directions);
    const vectors = runtimeTensor('float64', directions.subarray(0, k * width), [k, width]);
    const blockMean = runtimeTensor('float64', mean.subarray(start, start + width), [1, width]);
    for (let first = 0; first < rows; first += blockRows) {
      const height = Math.min(blockRows, rows - first);
      const part = { rows: height, columns, data: data.subarray(first * columns) };
      copyColumns(part, height, start, width, block);
      const x = runtimeTensor(type, block.subarray(0, height * width), [height, width]);
      const y = runtimeTensor('float64', product.subarray(0, k * height), [k, height]);
      graph.run({ x, mean: blockMean, vectors }, { y });
      for (let c = 0; c < k; c++) {
        for (let i = 0; i < height; i++) scores[(first + i) * k + c] += product[c * height + i];
      }
    }
  }
  return scores;
}
