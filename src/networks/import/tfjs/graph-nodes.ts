import { checkGraph } from './check-graph';
import type { Kind, Operation } from '../choose-layers';

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
