import { Float, type Value } from '../../../onnxruntime/graph';
import type { Feature, Tape } from '../tape';

/** max(x, slope x); ReLU has slope 0. */
export interface Rectifier {
  readonly slope: number;
}

/** The rectifier on its own. */
export function rectify(tape: Tape, x: Feature, { slope }: Rectifier): Feature {
  const value =
    slope === 0
      ? tape.graph.node('Relu', [x.value])
      : tape.graph.node('LeakyRelu', [x.value], { alpha: new Float(slope) });
  const y: Feature = { ...x, value };
  return tape.record(y, (dy) => tape.accumulate(x, rectifiedGradient(tape, dy, y, slope)));
}

/** dy where y is above zero, slope dy elsewhere; y is behind the activation, which keeps the sign. */
export function rectifiedGradient({ graph }: Tape, dy: Value, y: Feature, slope: number): Value {
  // 2^126 takes every normal number to 1 and beyond; onnxruntime's Sign is several times as slow.
  const steep = graph.node('Mul', [y.value, graph.scalar(2 ** 126)]);
  const factor = graph.node('Clip', [steep, graph.scalar(slope), graph.scalar(1)]);
  return graph.node('Mul', [dy, factor]);
}
