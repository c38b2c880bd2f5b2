import { Float, type Graph, type Value } from '../../graph';
import { isImage, required, type Emitter, type Feature, type LayerCall } from '../layer-call';

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

export const activation: Emitter = (call) => activate(call, call.inputs[0].value);

export const relu: Emitter = ({ graph, inputs: [x], config }) => {
  const { maxValue } = config as { maxValue?: number | null };
  const positive = graph.node('Relu', [x.value]);
  return typeof maxValue === 'number' ? graph.node('Min', [positive, graph.scalar(maxValue)]) : positive;
};

export const leakyRelu: Emitter = ({ graph, inputs: [x], config }) =>
  graph.node('LeakyRelu', [x.value], { alpha: new Float(config.alpha as number) });

export const elu: Emitter = ({ graph, inputs: [x], config }) =>
  graph.node('Elu', [x.value], { alpha: new Float(config.alpha as number) });

export const prelu: Emitter = (call) => {
  const { graph, inputs } = call;
  const alpha = required(call, 'alpha');
  const slope = isImage(inputs[0])
    ? graph.node('Transpose', [alpha.value], { perm: [2, 0, 1] })
    : alpha.value;
  return graph.node('PRelu', [inputs[0].value, slope]);
};

/** Over the last axis, the only one that tfjs takes. */
export const softmax: Emitter = ({ graph, inputs: [x], config }) => {
  const last = x.shape.length - 1;
  if (![-1, last].includes(config.axis as number)) return undefined;
  return graph.node('Softmax', [x.value], { axis: axisInGraph(x, last) });
};

/** Where an axis of tfjs's is in the graph. */
export function axisInGraph(x: Pick<Feature, 'shape'>, axis: number): number {
  const positive = axis < 0 ? axis + x.shape.length : axis;
  return isImage(x) ? [0, 2, 3, 1][positive] : positive;
}
