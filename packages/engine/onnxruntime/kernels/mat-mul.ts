import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { broadcastShape } from '../strided';
import { Graph } from '../graph';
import { limits } from '../limits';
import { runtimeTensor } from '../runtime';
import { session } from '../sessions';
import { loops } from '../simd/loops';
import { areFloats, blank, kernel, tensorOf, values, type Kernel } from '../tensors';
import { activated, type ActivationAttributes } from './elementwise';
import { combine } from './binary';

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Matrix products of float32, each side turned or not, of one pair or of many. */
export const matMul: Kernel = kernel<'a' | 'b', Transposes>('BatchMatMul', ({ inputs, backend, attrs }) =>
  multiply(backend, inputs.a, inputs.b, attrs),
);

/** A matrix product with a bias and an activation. */
export const fusedMatMul: Kernel = kernel<
  'a' | 'b' | 'bias' | 'preluActivationWeights',
  Transposes & ActivationAttributes
>('_FusedMatMul', ({ inputs: { a, b, bias, preluActivationWeights }, backend, attrs }) => {
  if (bias && !areFloats(backend, bias)) return undefined;
  const product = multiply(backend, a, b, attrs);
  if (!product) return undefined;
  const biased = bias ? combine(backend, product, bias, loops.add)! : product;
  if (bias) backend.disposeIntermediateTensorInfo(product);
  return activated(backend, biased, attrs, preluActivationWeights);
});

function multiply(
  backend: MathBackendCPU,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Transposes,
): TensorInfo | undefined {
  if (!areFloats(backend, a, b)) return undefined;
  const [aRows, aColumns] = matrix(a.shape, transposeA);
  const [bRows, bColumns] = matrix(b.shape, transposeB);
  const [aBatch, bBatch] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const [aCount, bCount] = [aBatch, bBatch].map((batch) => util.sizeFromShape(batch));
  // The cpu backend pairs other batches by rules of its own, and names sizes that do not fit.
  const pairs = aCount === 1 || bCount === 1 || aBatch.join() === bBatch.join();
  const count = Math.max(aCount, bCount);
  if (aColumns !== bRows || !pairs || count * aRows * aColumns * bColumns < limits.product) return undefined;
  if (aCount === 0 || bCount === 0) return undefined;
  const batch = broadcastShape(aBatch, bBatch);
  const product = blank(count * aRows * bColumns);
  session(`MatMul ${transposeA} ${transposeB}`, () => matMulGraph(transposeA, transposeB)).run(
    {
      a: runtimeTensor('float32', values(backend, a), [aCount, ...a.shape.slice(-2)]),
      b: runtimeTensor('float32', values(backend, b), [bCount, ...b.shape.slice(-2)]),
    },
    { y: runtimeTensor('float32', product, [count, aRows, bColumns]) },
  );
  return tensorOf(backend, [...batch, aRows, bColumns], product);
}

/** Rows and columns of a matrix as it is multiplied. */
function matrix(shape: readonly number[], turned: boolean): [rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2);
  return turned ? [columns, rows] : [rows, columns];
}

function matMulGraph(transposeA: boolean, transposeB: boolean): Graph {
  const graph = new Graph();
  const a = graph.input('a', ['m', 'i', 'j']);
  const b = graph.input('b', ['n', 'k', 'l']);
  const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
  const product =
    transposeA || transposeB
      ? graph.node('FusedMatMul', [a, b], attributes, 'com.microsoft')
      : graph.node('MatMul', [a, b]);
  graph.output(product, 'y');
  return graph;
}
