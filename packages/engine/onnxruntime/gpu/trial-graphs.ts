import { Graph } from '../graph';

/** A graph with one input `x` of this shape and one result `y`. */
export interface TrialGraph {
  /** The bytes of a `.onnx` file, in base64. */
  readonly model: string;
  readonly dims: readonly number[];
}

/** 3 x 3 convolutions with ReLU: 3 channels, `channels` in between, 3 again. */
function convolutions(
  dims: readonly [number, number, number, number],
  channels: readonly number[],
): TrialGraph {
  const graph = new Graph();
  let value = graph.input('x', dims);
  [...channels, 3].forEach((outputs, i) => {
    const inputs = [3, ...channels][i];
    // Signs and sizes that differ, the sum of a window's squares about 1.
    const kernel = Float32Array.from(
      { length: outputs * inputs * 9 },
      (_, k) => Math.sin(k * 7 + i) / Math.sqrt(4.5 * inputs),
    );
    const filter = graph.constant(kernel, [outputs, inputs, 3, 3]);
    const sum = graph.node('Conv', [value, filter], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
    value = graph.node('Relu', [sum]);
  });
  graph.output(value, 'y');
  return { model: Buffer.from(graph.encode()).toString('base64'), dims };
}

/** Small enough for a GPU that the processor plays: whether the numbers are right. */
export const checkGraph = (): TrialGraph => convolutions([1, 3, 6, 5], [8]);

/** 5.7 thousand million multiplications and additions, some hundredths of a second for two cores: whether the GPU is quicker. */
export const raceGraph = (): TrialGraph => convolutions([8, 3, 48, 48], [64, 64, 64, 64]);
