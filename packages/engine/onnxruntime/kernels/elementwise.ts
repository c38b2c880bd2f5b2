import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { Float, Graph, type Value } from '../graph';
import { limits } from '../limits';
import { runtimeTensor } from '../runtime';
import { session } from '../sessions';
import { elementwise, type Numbers } from '../simd/elementwise';
import { loops, type UnaryLoop } from '../simd/loops';
import { areFloats, blank, kernel, type Kernel, numbers, tensorOf, typedValues, values } from '../tensors';

const kernelNames: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
};

/** What a fused kernel's attributes say of its activation. */
export interface ActivationAttributes {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

/** An intermediate result with its activation, as this backend's own kernel computes it; `x` is given up. */
export function activated(
  backend: MathBackendCPU,
  x: TensorInfo,
  { activation = 'linear', leakyreluAlpha = 0.2 }: ActivationAttributes,
  preluWeights: TensorInfo | undefined,
): TensorInfo {
  if (activation === 'linear') return x;
  const result = getKernel(kernelNames[activation], 'onnxruntime').kernelFunc({
    inputs: { x, ...(preluWeights && { alpha: preluWeights }) },
    backend,
    attrs: { alpha: leakyreluAlpha },
  }) as TensorInfo;
  backend.disposeIntermediateTensorInfo(x);
  return result;
}

/**
 * Element-wise kernels of one float32 tensor, in the same arithmetic as the cpu backend's: results are equal to
 * the last bit.
 */
export const unary: readonly Kernel[] = [
  ...Object.entries({
    Relu: loops.relu,
    Relu6: loops.relu6,
    Sqrt: loops.sqrt,
    Rsqrt: loops.rsqrt,
    Square: loops.square,
    Abs: loops.abs,
    Neg: loops.neg,
    Sign: loops.sign,
    Reciprocal: loops.reciprocal,
    Floor: loops.floor,
    Ceil: loops.ceil,
  }).map(([name, loop]) => kernel<'x', object>(name, ({ inputs, backend }) => map(backend, inputs.x, loop))),
  kernel<'x', { alpha: number }>('LeakyRelu', ({ inputs, backend, attrs }) =>
    map(backend, inputs.x, loops.leakyRelu, attrs.alpha),
  ),
  kernel<'x', { alpha: number }>('Step', ({ inputs, backend, attrs }) =>
    map(backend, inputs.x, loops.step, attrs.alpha),
  ),
  kernel<'x', { clipValueMin: number; clipValueMax: number }>('ClipByValue', ({ inputs, backend, attrs }) =>
    map(backend, inputs.x, loops.clip, attrs.clipValueMin, attrs.clipValueMax),
  ),
];

/** One loop over a tensor; undefined where it is not float32. */
function map(backend: MathBackendCPU, x: TensorInfo, loop: UnaryLoop, p = 0, q = 0): TensorInfo | undefined {
  const values = numbers(backend, x);
  if (!values) return undefined;
  const out = blank(values.length);
  elementwise([values], out, ([from, to], count) => loop(from, to, count, p, q));
  return tensorOf(backend, x.shape, out);
}

/** Exponentials and what is made of them, on all cores; within a few roundings of float32 of the cpu backend's. */
export const transcendental: readonly Kernel[] = [
  onRuntime('Exp', (graph, x) => graph.node('Exp', [x])),
  onRuntime('Log', (graph, x) => graph.node('Log', [x])),
  onRuntime('Tanh', (graph, x) => graph.node('Tanh', [x])),
  onRuntime('Elu', (graph, x) => graph.node('Elu', [x], { alpha: new Float(1) })),
  // onnxruntime's own Sigmoid is 0 below -18, where a logarithm would still see what is left.
  onRuntime('Sigmoid', (graph, x) => {
    const growth = graph.node('Exp', [graph.node('Neg', [x])]);
    return graph.node('Reciprocal', [graph.node('Add', [growth, graph.scalar(1)])]);
  }),
];

function onRuntime(name: string, build: (graph: Graph, x: Value) => Value): Kernel {
  return kernel<'x', object>(name, ({ inputs: { x }, backend }) => {
    if (!areFloats(backend, x)) return undefined;
    const numbers = values(backend, x);
    const size = [numbers.length];
    if (numbers.length < limits.transcendental) return undefined;
    const out = blank(numbers.length);
    session(name, () => {
      const graph = new Graph();
      graph.output(build(graph, graph.input('x', ['size'])), 'y');
      return graph;
    }).run({ x: runtimeTensor('float32', numbers, size) }, { y: runtimeTensor('float32', out, size) });
    return tensorOf(backend, x.shape, out);
  });
}

/** Numbers of one tensor where a condition holds and of another elsewhere, all of one shape. */
export const select: Kernel = kernel<'condition' | 't' | 'e', object>(
  'Select',
  ({ inputs: { condition, t, e }, backend }) => {
    const chosen = typedValues(backend, condition);
    const [first, second] = [numbers(backend, t), numbers(backend, e)];
    const shape = t.shape.join();
    if (!(chosen instanceof Uint8Array) || !first || !second) return undefined;
    if (condition.shape.join() !== shape || e.shape.join() !== shape) return undefined;
    const out = blank(first.length);
    elementwise([chosen, first, second], out, ([c, a, b, to], count) => loops.select(c, a, b, to, count));
    return tensorOf(backend, t.shape, out);
  },
);

/** From float32 to int32, towards zero, and to bool; other casts need no loop. */
export const cast: Kernel = kernel<'x', { dtype: string }>('Cast', ({ inputs: { x }, backend, attrs }) => {
  const values = numbers(backend, x);
  if (!values) return undefined;
  if (attrs.dtype === 'int32') return tensorOf(backend, x.shape, new Int32Array(values), 'int32');
  if (attrs.dtype !== 'bool') return undefined;
  const out = new Uint8Array(values.length);
  const zero: Numbers = new Float32Array(1);
  elementwise([values, zero], out, ([a, b, to], count) => loops.notEqual(a, b, to, count));
  return tensorOf(backend, x.shape, out, 'bool');
});

/**
 * exp(x) / sum(exp(x)) along the last axis, exponents taken from the greatest; rounded at each step as the cpu
 * backend does.
 */
export const softmax: Kernel = kernel<'logits', { dim: number }>(
  'Softmax',
  ({ inputs: { logits }, backend, attrs: { dim } }) => {
    const x = numbers(backend, logits);
    const last = logits.shape.length - 1;
    if (!x || x.length === 0 || last < 0 || (dim !== -1 && dim !== last)) return undefined;
    const columns = logits.shape[last];
    const y = blank(x.length);
    for (let start = 0; start < x.length; start += columns) {
      const end = start + columns;
      let greatest = -Infinity;
      for (let i = start; i < end; i++) greatest = Math.max(greatest, x[i]);
      let sum = 0;
      for (let i = start; i < end; i++) sum += y[i] = Math.fround(Math.exp(Math.fround(x[i] - greatest)));
      sum = Math.fround(sum);
      for (let i = start; i < end; i++) y[i] /= sum;
    }
    return tensorOf(backend, logits.shape, y);
  },
);

type Parameter = 'mean' | 'variance' | 'offset' | 'scale';

interface Attributes {
  readonly varianceEpsilon?: number;
}

/** offset + (x - mean) scale / sqrt(variance + epsilon), with one of each for each of the last axis. */
export const batchNorm: Kernel = kernel<'x' | Parameter, Attributes>(
  'FusedBatchNorm',
  ({ inputs, backend, attrs }) => normalise(backend, inputs, attrs.varianceEpsilon ?? 0.001),
);

function normalise(
  backend: MathBackendCPU,
  { x, mean, variance, scale, offset }: Readonly<Record<'x' | Parameter, TensorInfo>>,
  epsilon: number,
): TensorInfo | undefined {
  const channels = x.shape.at(-1);
  const values = numbers(backend, x);
  const given = [mean, variance, scale, offset].filter((tensor) => tensor);
  if (!values || given.some(({ shape }) => shape.length !== 1 || shape[0] !== channels)) return undefined;
  const [means, variances] = [numbers(backend, mean), numbers(backend, variance)];
  const scales = scale ? numbers(backend, scale) : Float32Array.of(1);
  const offsets = offset ? numbers(backend, offset) : Float32Array.of(0);
  if (!means || !variances || !scales || !offsets) return undefined;
  const factors = Float32Array.from(
    variances,
    (value, channel) => scales[channel % scales.length] / Math.sqrt(value + epsilon),
  );
  const out = blank(values.length);
  elementwise([values, means, factors, offsets], out, ([from, m, f, o, to], count) =>
    loops.normalise(from, m, f, o, to, count),
  );
  return tensorOf(backend, x.shape, out);
}
