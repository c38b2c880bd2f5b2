import { createHash } from 'node:crypto';
import { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../../../backend/backend';
import type { Numbers } from '../../../backend/onnxruntime/compiled/compiled-model';
import { InputError } from '../../../errors';
import { chooseLayers, type Extent, type Kind } from '../choose-layers';
import type { GraphRuntime } from '../graph-runtime';
import type { TfjsModel } from './read-tfjs';

/** One node of TensorFlow's GraphDef, as far as it is read here. */
interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
}

/** An image of this size is put through the graph. */
const probe = { height: 32, width: 48 };

const convolutions = new Set([
  'Conv2D',
  'DepthwiseConv2dNative',
  'Conv2DBackpropInput',
  '_FusedConv2D',
  'FusedDepthwiseConv2dNative',
]);
const following = new Set([
  ...[
    'Relu',
    'Relu6',
    'LeakyRelu',
    'Prelu',
    'Elu',
    'Selu',
    'Sigmoid',
    'Tanh',
    'Softplus',
    'BiasAdd',
    'Identity',
  ],
  ...['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'],
]);
const arithmetic = new Set(['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum']);

/** Operations that may repeat themselves without end, or keep something. */
const refused = /^(While|StatelessWhile|Enter|Exit|NextIteration|LoopCond|HashTable|TensorList|TensorArray)/;

/**
 * Opens a tfjs graph model (`format: graph-model`, as the converter makes of a SavedModel). Every node can be tapped. Operations
 * are those that tfjs has itself; custom ones and loops are refused by name.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openGraphModel(source: TfjsModel): Promise<GraphRuntime> {
  const { file, topology, artifacts } = source;
  const refuse = (why: string): never => {
    throw new InputError(`${file}: cannot be used as a tfjs graph model: ${why}.`);
  };
  await useBackend();
  const nodes = nodesOf(topology, refuse);
  let model: GraphModel<tf.io.IOHandlerSync>;
  try {
    model = new GraphModel(tf.io.fromMemorySync(artifacts));
    model.load();
  } catch (error) {
    return refuse((error as Error).message);
  }
  try {
    return runtimeOf(model, nodes, fingerprintOf(source), file, refuse);
  } catch (error) {
    model.dispose();
    throw error instanceof InputError ? error : refuse((error as Error).message);
  }
}

function nodesOf(topology: Record<string, unknown>, refuse: (why: string) => never): GraphNode[] {
  const nodes = (topology.node as unknown[]).map((value): GraphNode => {
    const { name, op, input = [] } = (value ?? {}) as Partial<GraphNode>;
    if (typeof name !== 'string' || typeof op !== 'string' || !Array.isArray(input)) {
      return refuse('a node has no name or no operation');
    }
    if (refused.test(op)) refuse(`its node ${name} is a ${op}, which may repeat itself or keep something`);
    return { name, op, input: input.map((one) => String(one).replace(/^\^|:\d+$/g, '')) };
  });
  const { library } = topology as { library?: { function?: unknown } };
  if (Array.isArray(library?.function) && library!.function.length > 0) {
    refuse('it has functions of its own, which are not looked into');
  }
  return nodes;
}

function runtimeOf(
  model: GraphModel<tf.io.IOHandlerSync>,
  nodes: readonly GraphNode[],
  fingerprint: string,
  file: string,
  refuse: (why: string) => never,
): GraphRuntime {
  const [input, ...others] = model.inputs;
  const [output] = model.outputNodes;
  const [, height, width, colours] = input?.shape ?? [];
  if (!input || others.length > 0 || (input.shape && input.shape.length !== 4)) {
    return refuse(
      `it takes ${model.inputs.length} inputs; here only networks of one image are, channels last`,
    );
  }
  if (!(colours === 1 || colours === 3)) {
    return refuse(`its input has ${colours ?? 'an unknown number of'} channels last; 3 or 1 are known here`);
  }
  const size = height > 0 && width > 0 ? { height, width } : undefined;
  const run = (names: readonly string[], images: Numbers): tf.Tensor[] => {
    const x = tf.tensor(images.data, [...images.dims], input.dtype === 'int32' ? 'int32' : 'float32');
    try {
      return [model.execute({ [input.name]: x }, [...names])].flat();
    } finally {
      x.dispose();
    }
  };
  const { height: rows, width: columns } = size ?? probe;
  const grey = {
    data: new Float32Array(rows * columns * colours).fill(0.5),
    dims: [1, rows, columns, colours],
  };
  const { operations, names } = operationsOf(nodes, input.name.replace(/:\d+$/, ''));
  const shapes = new Map<string, readonly number[]>();
  const probed = run(names, grey);
  probed.forEach((tensor, i) => shapes.set(names[i], tensor.shape));
  tf.dispose(probed);
  const extentOf = (name: string): Extent => {
    const shape = shapes.get(name);
    return shape?.length === 4 && shape[0] === 1 ? { height: shape[1], width: shape[2] } : undefined;
  };
  const { layers, blocks } = chooseLayers(operations, extentOf, { height: rows, width: columns }, output);
  const known = new Set([...names, output]);
  return {
    metadata: { format: 'tfjs graph model' },
    channels: colours,
    size,
    layers,
    blocks,
    output,
    fingerprint,
    run: async (wanted, images) => {
      const unknown = wanted.find((name) => !known.has(name));
      if (unknown !== undefined) {
        throw new InputError(`${file} has no layer ${unknown}. Its layers are ${layers.join(', ')}.`);
      }
      const tensors = run(wanted, images);
      try {
        const results: Numbers[] = [];
        for (const tensor of tensors) {
          results.push({ data: Float32Array.from(await tensor.data()), dims: tensor.shape });
        }
        return results;
      } finally {
        tf.dispose(tensors);
      }
    },
    dispose: () => model.dispose(),
  };
}

/** The nodes by what they are, and the names of those that depend on the input. */
function operationsOf(
  nodes: readonly GraphNode[],
  input: string,
): { operations: { name: string; inputs: readonly string[]; kind: Kind }[]; names: string[] } {
  const live = new Set([input]);
  // Nodes stand in no certain order: until nothing more is found to depend on the input.
  for (let before = 0; before !== live.size;) {
    before = live.size;
    for (const { name, input: from } of nodes) if (from.some((one) => live.has(one))) live.add(name);
  }
  const kindOf = ({ name, op, input: from }: GraphNode): Kind => {
    if (!live.has(name)) return 'constant';
    if (convolutions.has(op)) return 'convolution';
    if (arithmetic.has(op) && from.some((one) => !live.has(one))) return 'follows';
    if (op === 'Add' || op === 'AddV2' || op === 'AddN') return 'sum';
    return following.has(op) ? 'follows' : 'other';
  };
  const operations = nodes.map((node) => ({ name: node.name, inputs: node.input, kind: kindOf(node) }));
  const tappable = operations.filter(({ name, kind }) => kind !== 'constant' && name !== input);
  return { operations, names: tappable.map(({ name }) => name) };
}

function fingerprintOf({ topology, artifacts }: TfjsModel): string {
  const hash = createHash('sha256').update(JSON.stringify([topology, artifacts.weightSpecs]));
  return hash
    .update(new Uint8Array(artifacts.weightData as ArrayBuffer))
    .digest('hex')
    .slice(0, 40);
}
