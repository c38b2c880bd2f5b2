import { serialization } from '@tensorflow/tfjs-core';
import {
  input as inputTensor,
  type layers,
  type LayersModel,
  model as buildModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import type { Kind, Operation } from '../choose-layers';
import { checkGraph } from './check-graph';

/** One node of TensorFlow's GraphDef, as far as it is read here. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
}

/** Networks have some thousand operations at most. */
const mostNodes = 50_000;

/** Operations that may repeat themselves without end, choose among parts, call functions or keep something. */
const refused =
  /^(Stateless|Stateful)?(While|If|Case|PartitionedCall)$|^(Enter|Exit|Merge|Switch|NextIteration|LoopCond|HashTable|LookupTable|TensorList|TensorArray|InitializeTable)/;

const convolutions = new Set([
  ...['Conv2D', 'DepthwiseConv2dNative', 'Conv2DBackpropInput', '_FusedConv2D', 'FusedDepthwiseConv2dNative'],
]);
const following = new Set([
  ...['Relu', 'Relu6', 'LeakyRelu', 'Prelu', 'Elu', 'Selu', 'Sigmoid', 'Tanh', 'Softplus', 'BiasAdd'],
  ...['Identity', 'FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'],
]);
const arithmetic = new Set(['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum']);

/**
 * The nodes of a graph model, checked: no loops or branches, no functions, nothing that is missing or depends on itself.
 *
 * @param refuse throws the error that names the file.
 */
export function nodesOf(topology: Record<string, unknown>, refuse: (why: string) => never): GraphNode[] {
  const list = topology.node as unknown[];
  if (list.length > mostNodes) refuse(`it has over ${mostNodes} nodes`);
  const nodes = list.map((value): GraphNode => {
    const { name, op, input = [] } = (value ?? {}) as Partial<GraphNode>;
    if (typeof name !== 'string' || typeof op !== 'string' || !Array.isArray(input)) {
      return refuse('a node has no name or no operation');
    }
    if (refused.test(op)) {
      refuse(`its node ${name} is a ${op}, which may repeat itself, choose, or keep something`);
    }
    return { name, op, input: input.map((one) => String(one).replace(/^\^|:\d+$/g, '')) };
  });
  const { library } = topology as { library?: { function?: unknown } };
  if (Array.isArray(library?.function) && library!.function.length > 0) {
    refuse('it has functions of its own, which are not looked into');
  }
  checkGraph(nodes, 'node', refuse);
  return nodes;
}

/** The nodes by what they are, and the names of those that depend on the input. */
export function operationsOf(
  nodes: readonly GraphNode[],
  input: string,
): { operations: Operation[]; names: string[] } {
  const live = dependentOn(nodes, input);
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

/** What a node feeds, and what that feeds, and so on; nodes stand in no certain order. */
function dependentOn(nodes: readonly GraphNode[], input: string): Set<string> {
  const followers = new Map<string, string[]>();
  for (const { name, input: from } of nodes) {
    for (const one of from) {
      const known = followers.get(one);
      if (known) known.push(name);
      else followers.set(one, [name]);
    }
  }
  const live = new Set([input]);
  // A set that grows is gone through to its end.
  for (const one of live) for (const name of followers.get(one) ?? []) live.add(name);
  return live;
}

/** Those that nothing else takes its input from: the outputs of a graph that names none. */
export function endsOf(nodes: readonly GraphNode[]): string[] {
  const taken = new Set(nodes.flatMap(({ input }) => input));
  return nodes.filter(({ name }) => !taken.has(name)).map(({ name }) => name);
}

type Layer = layers.Layer;
/** A model inside a model. */
type Inner = Layer & Pick<LayersModel, 'inputs' | 'outputs' | 'layers'>;

/**
 * A model whose layers are all its own, each used once: of models inside it (a Sequential in a model, a model in a Sequential) the
 * layers themselves, and of a layer that is used several times one for each use. The weights are copied; the model given is freed.
 * The same model where it is so already.
 */
export function flattened(model: LayersModel): LayersModel {
  if (!model.layers.some((layer) => isInner(layer) || layer.inboundNodes.length > 1)) return model;
  const [first] = model.inputs;
  const image = inputTensor({
    shape: first.shape.slice(1),
    dtype: first.dtype,
    name: first.sourceLayer.name,
  });
  const taken = new Set([first.sourceLayer.name]);
  const copies: (() => void)[] = [];

  const copyOf = (layer: Layer): Layer => {
    let name = layer.name;
    for (let n = 1; taken.has(name); n++) name = `${layer.name}_${n}`;
    taken.add(name);
    const config = { ...layer.getConfig(), name };
    const { classNameMap } = serialization.SerializationMap.getMap();
    const [Class, fromConfig] = classNameMap[layer.getClassName()];
    const copy = fromConfig(Class, config) as Layer;
    copies.push(() => copy.setWeights(layer.getWeights()));
    return copy;
  };
  const outputsOf = (whole: Inner | LayersModel, given: readonly SymbolicTensor[]): SymbolicTensor[] => {
    const known = new Map<string, SymbolicTensor>();
    const key = ({ sourceLayer, nodeIndex, tensorIndex }: SymbolicTensor): string =>
      `${sourceLayer.name} ${nodeIndex} ${tensorIndex}`;
    whole.inputs.forEach((tensor, i) => known.set(key(tensor), given[i]));
    const valueOf = (tensor: SymbolicTensor): SymbolicTensor => {
      const found = known.get(key(tensor));
      if (found) return found;
      const { sourceLayer: layer, nodeIndex } = tensor;
      const node = layer.inboundNodes[nodeIndex];
      const from = node.inputTensors.map(valueOf);
      const results = isInner(layer)
        ? outputsOf(layer, from)
        : [copyOf(layer).apply(from.length === 1 ? from[0] : from, node.callArgs)].flat();
      node.outputTensors.forEach((one, i) => known.set(key(one), results[i] as SymbolicTensor));
      return known.get(key(tensor))!;
    };
    return whole.outputs.map(valueOf);
  };

  const outputs = outputsOf(model, [image]);
  const flat = buildModel({ inputs: image, outputs, name: model.name });
  for (const copy of copies) copy();
  model.dispose();
  return flat;
}

function isInner(layer: Layer): layer is Inner {
  return 'layers' in layer && 'outputs' in layer;
}
