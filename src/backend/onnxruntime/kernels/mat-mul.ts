import { getKernel, util, type TensorInfo, type backend_util } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { broadcastShape } from '../broadcast';
import { Graph } from '../graph';
import { runtimeTensor } from '../runtime';
import { session } from '../sessions';
import { loops } from '../simd/loops';
import { areFloats, blank, kernel, tensorOf, values, type Kernel } from '../tensors';
import { combine } from './binary';

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

interface FusedAttributes extends Transposes {
  readonly activation?: backend_util.Activation;
  readonly leakyreluAlpha?: number;
}

/** Products of fewer multiplications than this take less in the cpu backend than a call of onnxruntime. */
const fewest = 16384;

/** Matrix products of float32, each side turned or not, of one pair or of many. */
export const matMul: Kernel = kernel<'a' | 'b', Transposes>('BatchMatMul', ({ inputs, backend, attrs }) =>
  multiply(backend, inputs.a, inputs.b, attrs),
);

/** A matrix product with a bias and an activation. */
export const fusedMatMul: Kernel = kernel<'a' | 'b' | 'bias' | 'preluActivationWeights', FusedAttributes>(
  '_FusedMatMul',
  ({ inputs: { a, b, bias, preluActivationWeights }, backend, attrs }) => {
    if (bias && !areFloats(backend, bias)) return undefined;
    let result = multiply(backend, a, b, attrs);
    if (!result) return undefined;
    const replace = (next: TensorInfo): void => {
      backend.disposeIntermediateTensorInfo(result!);
      result = next;
    };
    if (bias) replace(combine(backend, result, bias, loops.add)!);
    const { activation = 'linear', leakyreluAlpha = 0.2 } = attrs;
    if (activation !== 'linear') {
      replace(activated(backend, result, activation, preluActivationWeights, leakyreluAlpha));
    }
    return result;
  },
);

const activationKernels: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
};

/** An activation by its name, as this backend's kernels compute it. */
function activated(
  backend: MathBackendCPU,
  x: TensorInfo,
  activation: string,
  alpha: TensorInfo,
  slope: number,
): TensorInfo {
  return getKernel(activationKernels[activation], 'onnxruntime').kernelFunc({
    inputs: { x, alpha },
    backend,
    attrs: { alpha: slope },
  }) as TensorInfo;
}

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
  if (aColumns !== bRows || !pairs || count * aRows * aColumns * bColumns < fewest) return undefined;
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
