import type { Operation } from '../choose-layers';
import type { CheckedModel } from './read-onnx';
import type { OnnxNode } from '@ddr-lab/engine/onnxruntime/onnx-model';

const convolutions = new Set(['Conv', 'ConvTranspose', 'FusedConv', 'QLinearConv', 'ConvInteger']);
const following = new Set([
  ...['BatchNormalization', 'InstanceNormalization', 'GroupNormalization', 'LayerNormalization'],
  ...['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Celu', 'Selu', 'ThresholdedRelu', 'Sigmoid', 'HardSigmoid'],
  ...['HardSwish', 'Tanh', 'Softplus', 'Softsign', 'Gelu', 'FastGelu', 'QuickGelu', 'Mish', 'Swish', 'Clip'],
]);
const arithmetic = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** The operations of a model's graph, by what they are to whoever drew the network. */
export function operationsOf({ graph }: CheckedModel): Operation[] {
  const constants = new Set(graph.initializer.map(({ name = '' }) => name));
  for (const { opType, output } of graph.node) if (opType === 'Constant') constants.add(output[0]);
  const kindOf = ({ opType = '', input, output }: OnnxNode): Operation['kind'] => {
    if (constants.has(output[0])) return 'constant';
    if (convolutions.has(opType)) return 'convolution';
    // With a constant it scales or shifts one branch.
    if (arithmetic.has(opType) && input.some((name) => constants.has(name))) return 'follows';
    if (opType === 'Add' || opType === 'Sum') return 'sum';
    return following.has(opType) ? 'follows' : 'other';
  };
  return graph.node
    .filter(({ output }) => output[0])
    .map((node) => ({ name: node.output[0], inputs: node.input, kind: kindOf(node) }));
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
