import type { Value } from '../../onnxruntime/graph';
import { fromBlocks, toBlocks } from '../../onnxruntime/layouts';
import type { PixelWindow } from '../objective';
import { scalar } from './losses';
import type { Feature, Tape } from './tape';
import { Unsupported } from './unsupported';

const total = ({ graph }: Tape, value: Value): Value => graph.node('ReduceSum', [value], { keepdims: 0 });

/** N x C x H x W, or N x C of rows. */
function plain({ graph }: Tape, { layout, value, channels }: Feature): Value {
  return layout === 'blocks' ? fromBlocks(graph, value, channels, 'NCHW') : value;
}

/** Adds to a gradient what is known as `plain` gives it. */
function accumulatePlain(tape: Tape, x: Feature, value: Value): void {
  const { graph } = tape;
  const inBlocks = (): Value => toBlocks(graph, graph.node('Transpose', [value], { perm: [0, 2, 3, 1] }));
  tape.accumulate(x, x.layout === 'blocks' ? inBlocks() : value);
}

/** The sum of the products of two features of one size; the second may hold one item for all of the batch, and has no gradient then. */
export function inner(tape: Tape, a: Feature, b: Feature): Feature {
  const { graph, batch } = tape;
  if ((a.layout === 'rows') !== (b.layout === 'rows') || a.channels !== b.channels) {
    throw new Unsupported('an inner product of two shapes');
  }
  if (!b.fixed) throw new Unsupported('the gradient of the second factor of an inner product');
  const [left, right] = [plain(tape, a), plain(tape, b)];
  const y = scalar(total(tape, graph.node('Mul', [left, right])), a.fixed);
  return tape.record(y, (dy) => {
    const shape = a.layout === 'rows' ? [batch, a.channels] : [batch, a.channels, a.height, a.width];
    const scaled = graph.node('Mul', [right, dy]);
    accumulatePlain(tape, a, graph.node('Expand', [scaled, graph.integers(shape)]));
  });
}

/** The magnitudes of forward differences, summed over a window of images. */
export function gradientMagnitude(tape: Tape, x: Feature, window: PixelWindow, epsilon: number): Feature {
  const { graph } = tape;
  const { top, left, height, width } = window;
  const images = plain(tape, x);
  const part = (down: number, across: number): Value =>
    graph.node('Slice', [
      images,
      graph.integers([top + down, left + across]),
      graph.integers([top + down + height, left + across + width]),
      graph.integers([2, 3]),
    ]);
  const here = part(0, 0);
  const [down, across] = [part(1, 0), part(0, 1)].map((next) => graph.node('Sub', [next, here]));
  const square = (value: Value): Value => graph.node('Mul', [value, value]);
  const squares = graph.node('Add', [square(down), square(across)]);
  const magnitude = graph.node('Sqrt', [graph.node('Add', [squares, graph.scalar(epsilon)])]);
  const y = scalar(total(tape, magnitude), x.fixed);
  return tape.record(y, (dy) => {
    const factor = graph.node('Div', [dy, magnitude]);
    const slopes = [down, across].map((difference) => graph.node('Mul', [difference, factor]));
    // The window's place in the image, moved by where a difference has its other end.
    const placed = (value: Value, below: number, beside: number): Value => {
      const before = [0, 0, top + below, left + beside];
      const after = [0, 0, x.height - top - below - height, x.width - left - beside - width];
      return graph.node('Pad', [value, graph.integers([...before, ...after])]);
    };
    const ends = graph.node('Add', [placed(slopes[0], 1, 0), placed(slopes[1], 0, 1)]);
    const starts = placed(graph.node('Add', slopes), 0, 0);
    accumulatePlain(tape, x, graph.node('Sub', [ends, starts]));
  });
}
