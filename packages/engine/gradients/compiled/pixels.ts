import { channelsFirst, channelsLast, fromBlocks, toBlocks } from '../../onnxruntime/layouts';
import type { Feature, Tape } from './tape';

/** How many images a feature has. */
export const countOf = (tape: Tape, x: Feature): number => x.count ?? tape.batch;

/** How many pixels all images of a feature have together. */
export const pixelsOf = (tape: Tape, x: Feature): number => countOf(tape, x) * x.height * x.width;

/** An image as `pixels`, one row of channels a pixel: what works on each pixel's channels together wants them so. */
export function toPixels(tape: Tape, x: Feature): Feature {
  if (x.layout === 'pixels' || x.layout === 'rows') return x;
  const { graph } = tape;
  const last =
    x.layout === 'planes' ? channelsLast(graph, x.value) : fromBlocks(graph, x.value, x.channels, 'NHWC');
  const value = graph.node('Reshape', [last, graph.integers([pixelsOf(tape, x), x.channels])]);
  return tape.record({ ...x, layout: 'pixels', value }, (dy) =>
    tape.accumulate(x, asImage(tape, x, dy, x.layout === 'blocks')),
  );
}

/** `pixels` as an image again: blocks where the channels fill whole ones, else planes. Anything else is passed on. */
export function fromPixels(tape: Tape, x: Feature): Feature {
  if (x.layout !== 'pixels') return x;
  const { graph, block } = tape;
  const isBlocks = x.channels % block === 0;
  const y: Feature = {
    ...x,
    layout: isBlocks ? 'blocks' : 'planes',
    value: asImage(tape, x, x.value, isBlocks),
  };
  return tape.record(y, (dy) => {
    const last = isBlocks ? fromBlocks(graph, dy, x.channels, 'NHWC') : channelsLast(graph, dy);
    tape.accumulate(x, graph.node('Reshape', [last, graph.integers([pixelsOf(tape, x), x.channels])]));
  });
}

function asImage(tape: Tape, x: Feature, rows: string, isBlocks: boolean): string {
  const { graph } = tape;
  const whole = graph.node('Reshape', [
    rows,
    graph.integers([countOf(tape, x), x.height, x.width, x.channels]),
  ]);
  return isBlocks ? toBlocks(graph, whole) : channelsFirst(graph, whole);
}
