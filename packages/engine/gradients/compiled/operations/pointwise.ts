import { Float, type Value } from '../../../onnxruntime/graph';
import type { Feature, Tape } from '../tape';

/** 1 / (1 + e^-x). */
export function sigmoid(tape: Tape, x: Feature): Feature {
  const { graph } = tape;
  const y: Feature = { ...x, value: graph.node('Sigmoid', [x.value]) };
  return tape.record(y, (dy) => {
    const slope = graph.node('Mul', [y.value, graph.node('Sub', [graph.scalar(1), y.value])]);
    tape.accumulate(x, graph.node('Mul', [dy, slope]));
  });
}

/** a x + b with fixed numbers. */
export function rescale(tape: Tape, x: Feature, scale: number, offset: number): Feature {
  const { graph } = tape;
  const scaled = graph.node('Mul', [x.value, graph.scalar(scale)]);
  const y: Feature = {
    ...x,
    value: offset === 0 ? scaled : graph.node('Add', [scaled, graph.scalar(offset)]),
  };
  return tape.record(y, (dy) => tape.accumulate(x, graph.node('Mul', [dy, graph.scalar(scale)])));
}

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
