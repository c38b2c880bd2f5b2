import type { Feature, Tape } from '../gradients/compiled/tape';
import { pixelwise, type LayerKind } from './kind';

/** `scale` x + `offset`, with fixed numbers. */
export const rescaling: LayerKind = {
  className: 'Rescaling',
  emit: ({ graph, inputs: [x], config }) => {
    const { scale, offset } = config as { scale: number; offset: number };
    return graph.node('Add', [graph.node('Mul', [x.value, graph.scalar(scale)]), graph.scalar(offset)]);
  },
  locality: pixelwise,
  learn: ({ tape, inputs: [x], config }) => rescale(tape, x, config.scale as number, config.offset as number),
};

/** a x + b with fixed numbers. */
function rescale(tape: Tape, x: Feature, scale: number, offset: number): Feature {
  const { graph } = tape;
  const scaled = graph.node('Mul', [x.value, graph.scalar(scale)]);
  const y: Feature = {
    ...x,
    value: offset === 0 ? scaled : graph.node('Add', [scaled, graph.scalar(offset)]),
  };
  return tape.record(y, (dy) => tape.accumulate(x, graph.node('Mul', [dy, graph.scalar(scale)])));
}
