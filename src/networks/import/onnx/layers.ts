import type { CheckedModel } from './read-onnx';
import type { OnnxNode } from './schema';

const convolutions = new Set(['Conv', 'ConvTranspose', 'FusedConv', 'QLinearConv', 'ConvInteger']);
const normalisations = new Set([
  'BatchNormalization',
  'InstanceNormalization',
  'GroupNormalization',
  'LayerNormalization',
]);
const activations = new Set([
  ...['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Celu', 'Selu', 'ThresholdedRelu', 'Sigmoid', 'HardSigmoid'],
  ...['HardSwish', 'Tanh', 'Softplus', 'Softsign', 'Gelu', 'FastGelu', 'QuickGelu', 'Mish', 'Swish', 'Clip'],
]);
const arithmetic = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** An operation worth tapping: the end of what is one layer to whoever drew the network. */
export interface Candidate {
  /** The name of its first result, which is what is tapped. */
  readonly tensor: string;
  /** The name to call it by: the operation's own, or that of its result. */
  readonly label: string;
  /** Whether two branches come together in it. */
  readonly sum: boolean;
}

/**
 * The layers of a graph, in order: convolutions and sums of branches, each with the normalisation, scaling and activation
 * that follow it. Constants, shapes and rearrangements are none.
 */
export function candidateLayers({ graph }: CheckedModel): Candidate[] {
  const constants = new Set(graph.initializer.map(({ name = '' }) => name));
  for (const { opType, output } of graph.node) if (opType === 'Constant') constants.add(output[0]);
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of graph.node) {
    for (const name of new Set(node.input)) consumers.set(name, [...(consumers.get(name) ?? []), node]);
  }
  const labels = labelsOf(graph.node);
  /** Something done to one branch alone. */
  const follows = ({ opType = '', input }: OnnxNode): boolean =>
    normalisations.has(opType) ||
    activations.has(opType) ||
    (arithmetic.has(opType) && input.some((name) => constants.has(name)));
  const layers: Candidate[] = [];
  const sums = new Set<string>();
  for (const node of graph.node) {
    const { opType = '', input, output } = node;
    const tensor = output[0];
    if (!tensor || constants.has(tensor)) continue;
    const joins = (opType === 'Add' || opType === 'Sum') && !follows(node) && input.length > 1;
    const isLayer = joins || convolutions.has(opType) || follows(node);
    if (!isLayer) continue;
    const goesOn = consumers.get(tensor) ?? [];
    const sum = joins || (follows(node) && input.some((name) => sums.has(name)));
    if (sum) sums.add(tensor);
    if (goesOn.length === 1 && follows(goesOn[0])) continue;
    layers.push({ tensor, label: labels.get(tensor)!, sum });
  }
  return layers;
}

/** For each result its operation's name, where that is one operation's alone; else the result's own. */
export function labelsOf(nodes: readonly OnnxNode[]): Map<string, string> {
  const count = new Map<string, number>();
  const tensors = new Set(nodes.flatMap(({ output }) => output));
  for (const { name = '' } of nodes) count.set(name, (count.get(name) ?? 0) + 1);
  const labels = new Map<string, string>();
  for (const { name = '', output } of nodes) {
    const own = name !== '' && count.get(name) === 1 && !tensors.has(name);
    output.forEach((tensor, i) => labels.set(tensor, own && i === 0 ? name : tensor));
  }
  return labels;
}
