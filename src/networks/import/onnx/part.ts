import { encodeModel, plain, type OnnxGraph, type OnnxNode } from '@ddr-lab/engine/onnxruntime/onnx-model';
import type { CheckedModel } from './read-onnx';

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
