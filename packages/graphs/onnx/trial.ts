import { encodeModel, type OnnxGraph, type OnnxNode, plain } from '@ddr-lab/engine/onnxruntime/onnx-model';
import type { Operation } from '../choose-layers';
import { Deadline } from '../deadline';
import type { Failed, Size } from '../find-size';
import type { ImageInput, Layout } from './inputs';
import type { CheckedModel } from './read-onnx';
import { RemoteModel } from './remote-model';

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

/** The name of a part's n-th result: a model's own names may be any, `__proto__` among them. */
export const resultName = (n: number): string => `ddr-lab:result:${n}`;

/**
 * A model that computes just these tensors, as the bytes of a `.onnx` file: any tensor between two operations becomes a
 * result, named by `resultName`, and what nothing of this needs is left out.
 *
 * @param as `shapes`: the results are the tensors' shapes alone, which take no memory.
 */
export function partOf(
  model: CheckedModel,
  tensors: readonly string[],
  as: 'numbers' | 'shapes' = 'numbers',
): Uint8Array {
  const { graph } = model;
  const node = needed(graph, tensors);
  const used = new Set(node.flatMap(({ input }) => input));
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const results = tensors.map((tensor, i): OnnxNode => ({
    opType: as === 'shapes' ? 'Shape' : 'Identity',
    input: [tensor],
    output: [resultName(i)],
    attribute: [],
  }));
  return encodeModel({
    ...model,
    // Until version 3 constants are inputs, too; since then an input that has a value is one that may be given another.
    irVersion: Math.max(4, plain(model.irVersion)),
    graph: {
      ...graph,
      input: graph.input.filter(({ name }) => !constants.has(name)),
      node: [...node, ...results],
      initializer: hasSubgraphs(node)
        ? graph.initializer
        : graph.initializer.filter(({ name = '' }) => used.has(name)),
      // Types and shapes between operations follow from the inputs; what the file claims of them is not needed.
      valueInfo: [],
      output: tensors.map((_, i) => ({ name: resultName(i) })),
    },
  });
}

/** The nodes that tensors depend on, in order. A graph with graphs inside is taken whole: those use its tensors by name. */
function needed({ node }: OnnxGraph, tensors: readonly string[]): OnnxNode[] {
  if (hasSubgraphs(node)) return node;
  const wanted = new Set(tensors);
  const kept: OnnxNode[] = [];
  // Operations stand in the order of computation.
  for (const one of [...node].reverse()) {
    if (!one.output.some((name) => wanted.has(name))) continue;
    kept.push(one);
    one.input.forEach((name) => wanted.add(name));
  }
  return kept.reverse();
}

function hasSubgraphs(nodes: readonly OnnxNode[]): boolean {
  return nodes.some(({ attribute }) =>
    attribute.some(({ g, graphs = [] }) => g !== undefined || graphs.length > 0),
  );
}

/** The shape of each tensor. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** Memory of a trial for each of the input's numbers, which become features, in bytes. */
const room = 2048;

/** Runs a model on grey images to see the shape of every tensor in it. */
export class Trial {
  private readonly remote: RemoteModel;
  private readonly tensors: readonly string[];

  constructor(
    model: CheckedModel,
    private readonly input: ImageInput,
    private readonly layout: Layout,
    private readonly deadline: Deadline,
  ) {
    this.tensors = tappable(model);
    this.remote = new RemoteModel(() => partOf(model, this.tensors, 'shapes'), 'basic', deadline.next() ?? 1);
  }

  /** The shapes for an image of one size. */
  async shapesAt({ height, width }: Size): Promise<{ shapes: Shapes } | Failed> {
    const seconds = this.deadline.next();
    if (seconds === undefined) return { error: Deadline.over, final: 'time' };
    const { name, type, batch = 1 } = this.input;
    const { channels, place } = this.layout;
    const rest = place === 'first' ? [channels, height, width] : [height, width, channels];
    const names = this.tensors.map((_, i) => resultName(i));
    const found = await this.remote.run({ name, type, dims: [batch, ...rest] }, names, seconds, room);
    if ('error' in found) {
      return { ...found, error: `for an image of ${height} x ${width} ${found.error}` };
    }
    const shapes = found.results.map(({ data }) => Array.from(data as unknown as ArrayLike<bigint>, Number));
    return { shapes: new Map(this.tensors.map((tensor, i) => [tensor, shapes[i]])) };
  }

  dispose(): void {
    this.remote.dispose();
  }
}

/** Results of operations, of which sequences and optional values have no shape. */
export function tappable({ graph }: CheckedModel): string[] {
  const nodes = graph.node.filter(({ opType = '' }) => !/Sequence|Optional|^Constant$/.test(opType));
  return nodes.flatMap(({ output }) => output).filter((name) => name !== '');
}
