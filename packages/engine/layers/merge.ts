import { refuse } from '../gradients/compiled/learn';
import { toPixels } from '../gradients/compiled/pixels';
import type { Feature, Tape } from '../gradients/compiled/tape';
import { Unsupported } from '../gradients/compiled/unsupported';
import { axisInGraph, type Emitter } from '../onnxruntime/compiled/layer-call';
import type { Value } from '../onnxruntime/graph';
import { pixelwise, type LayerKind } from './kind';

/** An operation between inputs of one rank, two at a time, which onnxruntime fuses better than all at once. */
const fold =
  (opType: string): Emitter =>
  ({ graph, inputs, shape }) =>
    inputs.every((input) => input.shape.length === shape.length)
      ? inputs.map(({ value }) => value).reduce((a, b) => graph.node(opType, [a, b]))
      : undefined;

/** The sum of images; in training also of an image and of rows (N x C), which go to every pixel. */
export const add: LayerKind = {
  className: 'Add',
  emit: fold('Add'),
  locality: pixelwise,
  learn: ({ tape, inputs }) => inputs.reduce((a, b) => added(tape, a, b)),
  sums: true,
};

/** The product, as `add`. */
export const multiply: LayerKind = {
  className: 'Multiply',
  emit: fold('Mul'),
  locality: pixelwise,
  learn: ({ tape, inputs }) => inputs.reduce((a, b) => product(tape, a, b)),
};

/** The largest of the inputs, sample by sample. */
export const maximum: LayerKind = { className: 'Maximum', emit: fold('Max'), locality: pixelwise };
/** The smallest of the inputs, sample by sample. */
export const minimum: LayerKind = { className: 'Minimum', emit: fold('Min'), locality: pixelwise };

/** The mean of the inputs, sample by sample. */
export const average: LayerKind = {
  className: 'Average',
  emit: (call) => {
    const total = add.emit(call);
    return total && call.graph.node('Mul', [total, call.graph.scalar(1 / call.inputs.length)]);
  },
  locality: pixelwise,
};

/** Inputs one behind the other along an axis; in training channels of whole blocks, or so few that all together do not fill one. */
export const concatenate: LayerKind = {
  className: 'Concatenate',
  emit: ({ graph, inputs, config }) =>
    graph.node(
      'Concat',
      inputs.map(({ value }) => value),
      { axis: axisInGraph(inputs[0], (config.axis ?? -1) as number) },
    ),
  locality: ({ axis }) => ([-1, 3].includes((axis ?? -1) as number) ? pixelwise : undefined),
  learn: (call) => {
    const { tape, inputs, config } = call;
    const isOfChannels = [-1, 3].includes(config.axis as number);
    return isOfChannels && areJoinable(tape, inputs) ? joined(tape, inputs) : refuse(call);
  },
};

/** Whole blocks of channels, or planes so few that all together do not fill one. */
function areJoinable({ block }: Tape, parts: readonly Feature[]): boolean {
  const sum = parts.reduce((all, { channels }) => all + channels, 0);
  return (
    parts.every(({ layout }) => layout === 'blocks') ||
    (parts.every(({ layout }) => layout === 'planes') && sum < block)
  );
}

/**
 * Two images as one, the channels of the first before those of the second.
 *
 * @throws Unsupported where the channels are neither whole blocks nor so few that all together do not fill one.
 */
export function beside(tape: Tape, a: Feature, b: Feature): Feature {
  if (!areJoinable(tape, [a, b]))
    throw new Unsupported(`${a.channels} and ${b.channels} channels side by side`);
  return joined(tape, [a, b]);
}

/** The sum of two features; rows (N x C) are added to every pixel of an image. */
export function added(tape: Tape, left: Feature, right: Feature): Feature {
  const [a, b] = alike(tape, left, right);
  const [image, rows] = ordered(a, b);
  const y = {
    ...image,
    fixed: a.fixed && b.fixed,
    value: tape.graph.node('Add', [whole(tape, image, rows), spread(tape, image, rows)]),
  };
  const shaped = reshaped(tape, y, image, rows);
  return tape.record(shaped, (dy) => {
    tape.accumulate(image, dy);
    tape.accumulate(rows, gathered(tape, image, rows, dy));
  });
}

/** The product of two features; rows (N x C) multiply every pixel of an image. */
function product(tape: Tape, a: Feature, b: Feature): Feature {
  const { graph } = tape;
  const [image, rows] = ordered(a, b);
  const left = whole(tape, image, rows);
  const right = spread(tape, image, rows);
  const y = { ...image, fixed: a.fixed && b.fixed, value: graph.node('Mul', [left, right]) };
  const shaped = reshaped(tape, y, image, rows);
  return tape.record(shaped, (dy) => {
    const given = whole(tape, { ...image, value: dy }, rows);
    if (!image.fixed) {
      tape.accumulate(
        image,
        reshaped(tape, { ...image, value: graph.node('Mul', [given, right]) }, image, rows).value,
      );
    }
    if (!rows.fixed) {
      const product = { ...image, value: graph.node('Mul', [given, left]) };
      tape.accumulate(rows, gathered(tape, image, rows, reshaped(tape, product, image, rows).value));
    }
  });
}

/** Channels one behind the other; whole blocks or planes, so that the layout stays. */
function joined(tape: Tape, parts: readonly Feature[]): Feature {
  const { graph } = tape;
  const channels = parts.map((part) => part.channels);
  const y: Feature = {
    ...parts[0],
    fixed: parts.every(({ fixed }) => fixed),
    channels: channels.reduce((a, b) => a + b, 0),
    value: graph.node(
      'Concat',
      parts.map(({ value }) => value),
      { axis: 1 },
    ),
  };
  return tape.record(y, (dy) => {
    const pieces = graph.multiple('Split', [dy, graph.integers(channels)], parts.length, { axis: 1 });
    parts.forEach((part, i) => tape.accumulate(part, pieces[i]));
  });
}

/** Both as pixels, where one of them is. */
function alike(tape: Tape, a: Feature, b: Feature): readonly [Feature, Feature] {
  const isMixed = (a.layout === 'pixels') !== (b.layout === 'pixels');
  if (isMixed && [a, b].some(({ layout }) => layout === 'rows')) {
    throw new Unsupported('a sum of pixels and rows');
  }
  return isMixed ? [toPixels(tape, a), toPixels(tape, b)] : [a, b];
}

/** The image first, where the other is rows. */
const ordered = (a: Feature, b: Feature): readonly [Feature, Feature] =>
  a.layout === 'rows' && b.layout !== 'rows' ? [b, a] : [a, b];

/** N x C / b x (H W) x b where rows are to be spread over it, else as it is. */
function whole(tape: Tape, image: Feature, rows: Feature): Value {
  if (image.layout === rows.layout) return image.value;
  const { graph, batch } = tape;
  const run = tape.runOf(image);
  return graph.node('Reshape', [
    image.value,
    graph.integers([batch, image.channels / run, image.height * image.width, run]),
  ]);
}

function spread(tape: Tape, image: Feature, rows: Feature): Value {
  if (image.layout === rows.layout) return rows.value;
  const { graph, batch } = tape;
  const run = tape.runOf(image);
  return graph.node('Reshape', [rows.value, graph.integers([batch, image.channels / run, 1, run])]);
}

function reshaped({ graph, batch }: Tape, y: Feature, image: Feature, rows: Feature): Feature {
  if (image.layout === rows.layout) return y;
  const shape = graph.integers([batch, image.channels, image.height, image.width]);
  return { ...y, value: graph.node('Reshape', [y.value, shape]) };
}

/** The sum of a gradient over the pixels, for rows. */
function gathered(tape: Tape, image: Feature, rows: Feature, dy: Value): Value {
  if (image.layout === rows.layout) return dy;
  const { graph, batch } = tape;
  const parts = whole(tape, { ...image, value: dy }, rows);
  const sums = graph.node('ReduceSum', [parts, graph.integers([2])], { keepdims: 0 });
  return graph.node('Reshape', [sums, graph.integers([batch, image.channels])]);
}
