import { runtimeTensor, type RuntimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import { product } from './native-graphs';

/**
 * A symmetric matrix in square parts, of which those on and below the diagonal are computed: sums over blocks of what
 * a graph of `native-graphs` gives.
 */
export class GramParts {
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
