import { compiledDevice } from '../../onnxruntime/device';
import { Graph, type Value } from '../../onnxruntime/graph';
import type { KeptNumbers } from '../../onnxruntime/kept-numbers';
import { openSession, runtimeTensor, type RuntimeSession } from '../../onnxruntime/runtime';
import type { Parameter } from '../parameters';

/** All parameters' numbers one behind the other, as values of a graph. */
export interface RuleCall {
  readonly graph: Graph;
  readonly value: Value;
  readonly gradient: Value;
  /** An optimiser's memories. */
  readonly memories: readonly Value[];
  /** Numbers that are others at each step. */
  readonly numbers: readonly Value[];
}

/** How a step changes the parameters (left out: it does not) and the memories. */
export interface RuleResult {
  readonly value?: Value;
  readonly memories: readonly Value[];
}

/** What a step is done with. */
export interface Rule {
  readonly memories: readonly KeptNumbers[];
  /** How many numbers are others at each step. */
  readonly numbers: number;
  /** Whether the gradients are looked at. */
  readonly gradients: boolean;
  build(call: RuleCall): RuleResult;
}

/**
 * A step of an optimiser on the device that compiled graphs run on, where it keeps what they leave: weights, gradients and memories
 * stay there. Undefined elsewhere, and for parameters without numbers of their own there.
 */
export function ruleOnDevice(
  parameters: readonly Parameter[],
  rule: Rule,
): ((numbers: readonly number[]) => void) | undefined {
  const device = compiledDevice();
  if (!device.keeps || parameters.length === 0 || parameters.some(({ kept }) => !kept)) return undefined;
  const kept = parameters.map((parameter) => parameter.kept!);
  if (rule.gradients) for (const { gradient } of kept) gradient.stays = true;
  let opened: { readonly session: RuntimeSession; readonly changes: boolean } | undefined;
  return (numbers) => {
    opened ??= open(parameters, rule);
    const { session, changes } = opened;
    const feeds = Object.fromEntries([
      ...kept.map(({ value }, i) => [`value ${i}`, value.tensor()] as const),
      ...(rule.gradients ? kept.map(({ gradient }, i) => [`gradient ${i}`, gradient.tensor()] as const) : []),
      ...rule.memories.map((memory, i) => [`memory ${i}`, memory.tensor()] as const),
      ...numbers.map(
        (one, i) => [`number ${i}`, runtimeTensor('float32', Float32Array.of(one), [1])] as const,
      ),
    ]);
    const results = session.run(feeds, Object.fromEntries(session.outputs.map((name) => [name, null])));
    rule.memories.forEach((memory, i) => memory.take(results[`memory ${i} after`]));
    if (changes) kept.forEach(({ value }, i) => value.take(results[`value ${i} after`]));
  };
}

function open(
  parameters: readonly Parameter[],
  rule: Rule,
): { readonly session: RuntimeSession; readonly changes: boolean } {
  const graph = new Graph(false);
  const together = (name: string): Value => {
    const parts = parameters.map(({ shape }, i) =>
      graph.node('Reshape', [graph.input(`${name} ${i}`, shape), graph.integers([-1])]),
    );
    return parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: 0 });
  };
  const sizes = parameters.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  const total = sizes.reduce((a, b) => a + b);
  const value = together('value');
  const gradient = rule.gradients ? together('gradient') : '';
  const memories = rule.memories.map((_, i) => graph.input(`memory ${i}`, [total]));
  const numbers = Array.from({ length: rule.numbers }, (_, i) => graph.input(`number ${i}`, [1]));
  const after = rule.build({ graph, value, gradient, memories, numbers });
  const names: string[] = [];
  const output = (result: Value, name: string): void => {
    graph.output(result, name);
    names.push(name);
  };
  after.memories.forEach((memory, i) => output(memory, `memory ${i} after`));
  if (after.value !== undefined) {
    let from = 0;
    for (const [i, size] of sizes.entries()) {
      const bounds = [from, from + size, 0].map((at) => graph.integers([at]));
      const part = graph.node('Slice', [after.value, ...bounds]);
      output(graph.node('Reshape', [part, graph.integers(parameters[i].shape)]), `value ${i} after`);
      from += size;
    }
  }
  const session = openSession(graph.encode(), { device: compiledDevice(), kept: new Set(names) });
  return { session, changes: after.value !== undefined };
}
