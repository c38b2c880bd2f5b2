import { Float, Graph, type Value } from '../graph';
import { limits } from '../limits';
import { runtimeTensor } from '../runtime';
import { session } from '../sessions';
import { areFloats, blank, kernel, tensorOf, values, type Kernel } from '../tensors';

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
