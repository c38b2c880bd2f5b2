import { elementTypes, Graph, type ElementType, type Value } from '@ddr-lab/engine/onnxruntime/graph';

/** The number type of the data; the graphs compute in float64 whatever it is. */
export type DataType = 'float32' | 'float64';

/** What a graph for a block's Gram matrix is made for; the name of the loaded graph says all of it. */
export interface GramLayout {
  readonly type: DataType;
  /** The short side is cut into so many parts, of which each pair is multiplied once: (parts + 1) / (2 parts) of the work. */
  readonly parts: number;
  /** There are known directions to project out. */
  readonly known: boolean;
}

/** The name of the product of parts i and j. */
export const product = (i: number, j: number): string => `gram${i}.${j}`;

/**
 * The Gram matrix of a block of a wide matrix: inputs x0, x1, ... (rows of the part x width), `rows` (their number)
 * and known0, known1, ... (count x rows of the part). The block's columns are whole, so that their means, one of
 * the results, are taken here too.
 */
export function wideGramGraph({ type, parts, known }: GramLayout): Graph {
  const graph = new Graph();
  const all = Array.from({ length: parts }, (_, i) => i);
  const sum = (values: Value[]): Value => (parts > 1 ? graph.node('Sum', values) : values[0]);
  const rows = graph.input('rows', [1], 'float64');
  const axis = graph.integers([0]);
  const means = (values: Value[]): Value =>
    graph.node('Div', [sum(values.map((x) => graph.node('ReduceSum', [x, axis], { keepdims: 1 }))), rows]);
  const centre = (values: Value[], mean: Value): Value[] => values.map((x) => graph.node('Sub', [x, mean]));

  const given = all.map((i) => asFloat64(graph, graph.input(`x${i}`, [`rows${i}`, 'width'], type), type));
  let mean = means(given);
  // As in `columnMeans`: sums of float64 are rounded, and the mean of what is left sets that right.
  if (type === 'float64') mean = graph.node('Add', [mean, means(centre(given, mean))]);
  graph.output(mean, 'mean', 'float64');
  let centred = centre(given, mean);
  if (known) {
    const directions = all.map((i) => graph.input(`known${i}`, ['count', `rows${i}`], 'float64'));
    const along = sum(all.map((i) => graph.node('MatMul', [directions[i], centred[i]])));
    centred = all.map((i) =>
      graph.node('Sub', [centred[i], graph.node('Gemm', [directions[i], along], { transA: 1 })]),
    );
  }
  addProducts(graph, centred, { transB: 1 });
  return graph;
}

/** The same for a tall matrix: inputs x (width x columns), mean (1 x columns), known (count x columns), sizes (of the parts). */
export function tallGramGraph({ type, parts, known }: GramLayout): Graph {
  const graph = new Graph();
  const mean = graph.input('mean', [1, 'columns'], 'float64');
  const x = asFloat64(graph, graph.input('x', ['width', 'columns'], type), type);
  let centred = graph.node('Sub', [x, mean]);
  if (known) {
    const directions = graph.input('known', ['count', 'columns'], 'float64');
    const along = graph.node('Gemm', [centred, directions], { transB: 1 });
    centred = graph.node('Sub', [centred, graph.node('MatMul', [along, directions])]);
  }
  const sizes = graph.input('sizes', [parts], 'int64');
  addProducts(graph, graph.multiple('Split', [centred, sizes], parts, { axis: 1 }), { transA: 1 });
  return graph;
}

/** Vectors (count x rows) times the columns of a centred block, given as x (rows x columns) and mean: y is count x columns. */
export function multiplyGraph(type: DataType): Graph {
  const graph = new Graph();
  const vectors = graph.input('vectors', ['count', 'rows'], 'float64');
  graph.output(graph.node('MatMul', [vectors, centredInput(graph, type)]), 'y', 'float64');
  return graph;
}

/** Vectors (count x columns) times the rows of such a block: y is count x rows. */
export function multiplyRowsGraph(type: DataType): Graph {
  const graph = new Graph();
  const vectors = graph.input('vectors', ['count', 'columns'], 'float64');
  const y = graph.node('Gemm', [vectors, centredInput(graph, type)], { transB: 1 });
  graph.output(y, 'y', 'float64');
  return graph;
}

/**
 * One step of a subspace iteration on a block of rows, given as x (rows x columns) and mean: with vectors V (count x columns), y is
 * (x - mean) V' (rows x count) and z is y' (x - mean) (count x columns).
 */
export function subspaceGraph(type: DataType): Graph {
  const graph = new Graph();
  const vectors = graph.input('vectors', ['count', 'columns'], 'float64');
  const centred = centredInput(graph, type);
  const y = graph.node('Gemm', [centred, vectors], { transB: 1 });
  graph.output(y, 'y', 'float64');
  graph.output(graph.node('Gemm', [y, centred], { transA: 1 }), 'z', 'float64');
  return graph;
}

function centredInput(graph: Graph, type: DataType): Value {
  const mean = graph.input('mean', [1, 'columns'], 'float64');
  return graph.node('Sub', [asFloat64(graph, graph.input('x', ['rows', 'columns'], type), type), mean]);
}

function asFloat64(graph: Graph, x: Value, type: ElementType): Value {
  return type === 'float64' ? x : graph.node('Cast', [x], { to: elementTypes.float64 });
}

function addProducts(graph: Graph, parts: readonly Value[], transposed: Record<string, number>): void {
  for (const [i, a] of parts.entries()) {
    for (let j = 0; j <= i; j++) {
      graph.output(graph.node('Gemm', [a, parts[j]], transposed), product(i, j), 'float64');
    }
  }
}
