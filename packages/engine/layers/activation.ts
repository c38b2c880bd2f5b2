import { refuse, type LearnCall, type Rectifier } from '../gradients/compiled/learn';
import { softmaxGradient } from '../gradients/compiled/softmax-gradient';
import type { Feature, Tape } from '../gradients/compiled/tape';
import {
  axisInGraph,
  isImage,
  required,
  weightName,
  type Emitter,
  type LayerCall,
} from '../onnxruntime/compiled/layer-call';
import { Float, type Graph, type Value } from '../onnxruntime/graph';
import { pixelwise, type LayerKind } from './kind';
import { around } from './sight';

/** Activations by tfjs's names. `axis` is the one that channels lie along. */
const activations: Readonly<Record<string, (graph: Graph, x: Value, axis: number) => Value>> = {
  linear: (_, x) => x,
  relu: (graph, x) => graph.node('Relu', [x]),
  relu6: (graph, x) => graph.node('Clip', [x, graph.scalar(0), graph.scalar(6)]),
  elu: (graph, x) => graph.node('Elu', [x], { alpha: new Float(1) }),
  selu: (graph, x) => graph.node('Selu', [x]),
  sigmoid: (graph, x) => graph.node('Sigmoid', [x]),
  hardSigmoid: (graph, x) => graph.node('HardSigmoid', [x], { alpha: new Float(0.2), beta: new Float(0.5) }),
  tanh: (graph, x) => graph.node('Tanh', [x]),
  softplus: (graph, x) => graph.node('Softplus', [x]),
  softsign: (graph, x) => graph.node('Softsign', [x]),
  softmax: (graph, x, axis) => graph.node('Softmax', [x], { axis }),
};

/** Applies what a layer's `activation` says, where it is known. */
export function activate({ graph, config, shape }: LayerCall, x: Value): Value | undefined {
  const name = (config.activation ?? 'linear') as string;
  if (!Object.hasOwn(activations, name)) return undefined;
  return activations[name](graph, x, shape.length === 4 ? 1 : shape.length - 1);
}

const emitRelu: Emitter = ({ graph, inputs: [x], config }) => {
  const { maxValue } = config as { maxValue?: number | null };
  const positive = graph.node('Relu', [x.value]);
  return typeof maxValue === 'number' ? graph.node('Min', [positive, graph.scalar(maxValue)]) : positive;
};

const emitPrelu: Emitter = (call) => {
  const { graph, inputs } = call;
  const alpha = required(call, 'alpha');
  const slope = isImage(inputs[0])
    ? graph.node('Transpose', [alpha.value], { perm: [2, 0, 1] })
    : alpha.value;
  return graph.node('PRelu', [inputs[0].value, slope]);
};

/** Over the last axis, the only one that tfjs takes. */
const emitSoftmax: Emitter = ({ graph, inputs: [x], config }) => {
  const last = x.shape.length - 1;
  if (![-1, last].includes(config.axis as number)) return undefined;
  return graph.node('Softmax', [x.value], { axis: axisInGraph(x, last) });
};

/** 1 / (1 + e^-x). */
function sigmoid(tape: Tape, x: Feature): Feature {
  const { graph } = tape;
  const y: Feature = { ...x, value: graph.node('Sigmoid', [x.value]) };
  return tape.record(y, (dy) => {
    const slope = graph.node('Mul', [y.value, graph.node('Sub', [graph.scalar(1), y.value])]);
    tape.accumulate(x, graph.node('Mul', [dy, slope]));
  });
}

/** e^x, divided by its sum over a row. */
function shares(call: LearnCall, x: Feature): Feature {
  const { tape } = call;
  if (x.layout !== 'rows') return refuse(call);
  const y: Feature = { ...x, value: tape.graph.node('Softmax', [x.value], { axis: 1 }) };
  return tape.record(y, (dy) => tape.accumulate(x, softmaxGradient(tape.graph, y.value, dy)));
}

/** The rectifier on its own. */
function rectify(tape: Tape, x: Feature, { slope }: Rectifier): Feature {
  const value =
    slope === 0
      ? tape.graph.node('Relu', [x.value])
      : tape.graph.node('LeakyRelu', [x.value], { alpha: new Float(slope) });
  const y: Feature = { ...x, value };
  return tape.record(y, (dy) => tape.accumulate(x, rectifiedGradient(tape, dy, y, slope)));
}

/** dy where y is above zero, slope dy elsewhere; y is behind the activation, which keeps the sign. */
export function rectifiedGradient({ graph }: Tape, dy: Value, y: Feature, slope: number): Value {
  // 2^126 takes every normal number to 1 and beyond; onnxruntime's Sign is several times as slow.
  const steep = graph.node('Mul', [y.value, graph.scalar(2 ** 126)]);
  const factor = graph.node('Clip', [steep, graph.scalar(slope), graph.scalar(1)]);
  return graph.node('Mul', [dy, factor]);
}

/**
 * What a layer's `activation` says, with its gradient.
 *
 * @throws Unsupported for others than the linear one, ReLU, the sigmoid, and the softmax of rows.
 */
export function activated(call: LearnCall, x: Feature): Feature {
  const {
    tape,
    config: { activation: name },
  } = call;
  if (name === undefined || name === 'linear') return x;
  if (name === 'relu') return rectify(tape, x, { slope: 0 });
  if (name === 'softmax') return shares(call, x);
  return name === 'sigmoid' ? sigmoid(tape, x) : refuse(call);
}

/** Activations by tfjs's names. */
export const activation: LayerKind = {
  className: 'Activation',
  emit: (call) => activate(call, call.inputs[0].value),
  locality: pixelwise,
  learn: (call) => activated(call, call.inputs[0]),
};

/** max(x, 0), at most `maxValue`. */
export const relu: LayerKind = {
  className: 'ReLU',
  emit: emitRelu,
  locality: pixelwise,
  learn: (call) => rectify(call.tape, call.inputs[0], reluOf(call.config) ?? refuse(call)),
  rectifier: reluOf,
};

/** x where it is above zero, `alpha` x elsewhere. */
export const leakyRelu: LayerKind = {
  className: 'LeakyReLU',
  emit: ({ graph, inputs: [x], config }) =>
    graph.node('LeakyRelu', [x.value], { alpha: new Float(config.alpha as number) }),
  locality: pixelwise,
  learn: ({ tape, inputs: [x], config }) => rectify(tape, x, { slope: config.alpha as number }),
  rectifier: ({ alpha }) => ({ slope: alpha as number }),
};

/** x where it is above zero, `alpha` (e^x - 1) elsewhere. */
export const elu: LayerKind = {
  className: 'ELU',
  emit: ({ graph, inputs: [x], config }) =>
    graph.node('Elu', [x.value], { alpha: new Float(config.alpha as number) }),
  locality: pixelwise,
};

/** x where it is above zero, `alpha` x elsewhere, with a learnt alpha for each channel or each sample. */
export const prelu: LayerKind = {
  className: 'PReLU',
  emit: emitPrelu,
  locality: (_, layer) => {
    const alpha = layer.weights.find((weight) => weightName(weight) === 'alpha')?.shape;
    return alpha?.[0] === 1 && alpha[1] === 1 ? pixelwise : undefined;
  },
  sight: () => around(0),
};

/** e^x, divided by its sum over the channels. In training of rows alone. */
export const softmax: LayerKind = {
  className: 'Softmax',
  emit: emitSoftmax,
  locality: pixelwise,
  learn: (call) =>
    [-1, 1].includes(call.config.axis as number) ? shares(call, call.inputs[0]) : refuse(call),
};

function reluOf({ maxValue }: Readonly<Record<string, unknown>>): Rectifier | undefined {
  return (maxValue ?? null) === null ? { slope: 0 } : undefined;
}
