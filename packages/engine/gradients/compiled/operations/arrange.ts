import type { Value } from '../../../onnxruntime/graph';
import { channelsFirst, channelsLast, fromBlocks, toBlocks } from '../../../onnxruntime/layouts';
import type { Feature, Tape } from '../tape';
import { Unsupported } from '../unsupported';

/** N x H x W x (r r C) to N x (r H) x (r W) x C, in tfjs's depthToSpace order; whole blocks on both sides. */
export function pixelShuffle(tape: Tape, x: Feature, factor: number): Feature {
  const { graph } = tape;
  const channels = x.channels / factor ** 2;
  const { height, width } = x;
  const swap = (value: Value, split: readonly number[], whole: readonly number[]): Value => {
    // Rows of a block lie W pixels apart, its columns side by side: only the block's row moves.
    const parts = graph.node('Reshape', [value, graph.integers(split)]);
    const turned = graph.node('Transpose', [parts], { perm: [0, 2, 1, 3] });
    return graph.node('Reshape', [turned, graph.integers(whole)]);
  };
  const run = factor * channels;
  const pixels = fromBlocks(graph, x.value, x.channels, 'NHWC');
  const large = swap(pixels, [-1, width, factor, run], [-1, height * factor, width * factor, channels]);
  const y: Feature = {
    layout: 'blocks',
    value: toBlocks(graph, large),
    channels,
    height: height * factor,
    width: width * factor,
    fixed: x.fixed,
  };
  return tape.record(y, (dy) => {
    const small = fromBlocks(graph, dy, channels, 'NHWC');
    const dx = swap(small, [-1, factor, width, run], [-1, height, width, x.channels]);
    tape.accumulate(x, toBlocks(graph, dx));
  });
}

/** N x H x W x (C r r) to N x (r H) x (r W) x C, in PyTorch's order: sample (i, j) of channel c comes from c r r + i r + j. */
export function torchPixelShuffle(tape: Tape, x: Feature, factor: number): Feature {
  const { graph, batch, block } = tape;
  const channels = x.channels / factor ** 2;
  if (x.layout !== 'blocks' || channels % block !== 0)
    throw new Unsupported('a pixel shuffle of parts of blocks');
  const { height, width } = x;
  const turn = (value: Value, split: readonly number[], perm: number[], whole: readonly number[]): Value => {
    const parts = graph.node('Reshape', [value, graph.integers(split)]);
    const turned = graph.node('Transpose', [parts], { perm });
    return toBlocks(graph, graph.node('Reshape', [turned, graph.integers(whole)]));
  };
  // From N x C x r x r x H x W to N x (H r) x (W r) x C, and back.
  const y: Feature = {
    ...x,
    value: turn(
      fromBlocks(graph, x.value, x.channels, 'NCHW'),
      [batch, channels, factor, factor, height, width],
      [0, 4, 2, 5, 3, 1],
      [batch, height * factor, width * factor, channels],
    ),
    channels,
    height: height * factor,
    width: width * factor,
  };
  return tape.record(y, (dy) =>
    tape.accumulate(
      x,
      turn(
        fromBlocks(graph, dy, channels, 'NCHW'),
        [batch, channels, height, factor, width, factor],
        [0, 2, 4, 1, 3, 5],
        [batch, height, width, x.channels],
      ),
    ),
  );
}

/** N x H x W x C to rows of H W C, in tfjs's order. */
export function flatten(tape: Tape, x: Feature): Feature {
  if (x.layout === 'rows') return x;
  const { graph, batch } = tape;
  const { height, width } = x;
  const pixels =
    x.layout === 'planes' ? channelsLast(graph, x.value) : fromBlocks(graph, x.value, x.channels, 'NHWC');
  const channels = height * width * x.channels;
  const value = graph.node('Reshape', [pixels, graph.integers([batch, channels])]);
  const y: Feature = { layout: 'rows', value, channels, height: 1, width: 1, fixed: x.fixed };
  return tape.record(y, (dy) => {
    const whole = graph.node('Reshape', [dy, graph.integers([batch, height, width, x.channels])]);
    tape.accumulate(x, x.layout === 'planes' ? channelsFirst(graph, whole) : toBlocks(graph, whole));
  });
}

/** The mean over all pixels, as rows. */
export function globalAverage(tape: Tape, x: Feature): Feature {
  const { graph, batch, block } = tape;
  const run = x.layout === 'blocks' ? block : 1;
  const pixels = x.height * x.width;
  const shape = [batch, x.channels / run, pixels, run];
  const parts = graph.node('Reshape', [x.value, graph.integers(shape)]);
  const sums = graph.node('ReduceSum', [parts, graph.integers([2])], { keepdims: 0 });
  const rows = graph.node('Reshape', [sums, graph.integers([batch, x.channels])]);
  const share = graph.scalar(1 / pixels);
  const value = graph.node('Mul', [rows, share]);
  const y: Feature = { layout: 'rows', value, channels: x.channels, height: 1, width: 1, fixed: x.fixed };
  return tape.record(y, (dy) => {
    const scaled = graph.node('Mul', [dy, share]);
    const one = graph.node('Reshape', [scaled, graph.integers([batch, x.channels / run, 1, run])]);
    const spread = graph.node('Expand', [one, graph.integers(shape)]);
    tape.accumulate(
      x,
      graph.node('Reshape', [spread, graph.integers([batch, x.channels, x.height, x.width])]),
    );
  });
}
