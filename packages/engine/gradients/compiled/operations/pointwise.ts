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
