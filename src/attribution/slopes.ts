import type { layers, Shape } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Gradients } from '@ddr-lab/engine/gradients/objective';
import { stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import { useBackend } from '@ddr-lab/engine/backend';
import { currentSignal } from '@ddr-lab/base/signal';
import type { Image } from '@ddr-lab/images/image';
import type { LayersNetwork } from '../networks/tappable';
import type { AttributeOptions } from './method';
import type { Target } from './targets';

/** Sides of an input, and how many planes it has: 3 of an image (default), 3 T of a clip whose frames lie side by side. */
export interface InputSize extends Pick<Image, 'height' | 'width'> {
  readonly planes?: number;
}

/** More images at once are not faster on a CPU. */
const MOST_AT_ONCE = 10;
/** A feature, its gradient and what is between layouts are alive at once, as measured: twice what the layers put out. */
const COPIES = 2;

/**
 * The gradients of a target by the input, of many images of one size: batches as large as `memory` allows, one compiled graph for all.
 *
 * @param shape of what the target looks at, without the batch.
 * @param images told one by one; each is asked for when its batch is computed.
 * @param visit told each image's gradient, H x W x 3 (or its planes), in order; valid during the call.
 */
export async function eachSlope(
  { model }: LayersNetwork,
  target: Target,
  shape: readonly number[],
  images: {
    readonly count: number;
    readonly size: InputSize;
    at(index: number): ArrayLike<number>;
  },
  visit: (slope: Float32Array, index: number) => void,
  { memory = 512, onProgress, signal = currentSignal() }: AttributeOptions = {},
): Promise<void> {
  if (!(memory > 0)) throw new InputError(`memory is a number of MiB above 0, not ${memory}.`);
  await useBackend();
  const { height, width, planes = 3 } = images.size;
  const most = Math.floor((memory * 2 ** 20) / (COPIES * bytesOf(model, target, images.size)));
  const batch = Math.max(1, Math.min(images.count, MOST_AT_ONCE, most));
  const given = target.given?.(shape) ?? {};
  const gradients: Gradients = gradientsOf({
    networks: { network: { model, role: 'fixed' } },
    inputs: {
      x: [batch, height, width, planes],
      ...Object.fromEntries(Object.entries(given).map(([name, numbers]) => [name, numbers.shape])),
    },
    wanted: ['x'],
    build: (calculus, { x, ...rest }) => {
      const [output] = calculus.apply('network', x, target.layer === undefined ? undefined : [target.layer]);
      const total = target.build(calculus, output, rest);
      return { losses: { total }, total };
    },
  });
  const constants = Object.fromEntries(Object.entries(given).map(([name, numbers]) => [name, numbers.data]));
  const size = height * width * planes;
  const x = new Float32Array(batch * size);
  try {
    for (let start = 0; start < images.count; start += batch) {
      signal?.throwIfAborted();
      const count = Math.min(batch, images.count - start);
      // What is missing of the last batch is computed with what lay there before, and left out.
      for (let i = 0; i < count; i++) x.set(images.at(start + i), i * size);
      const slopes = gradients.run({ x, ...constants }).gradients.x;
      for (let i = 0; i < count; i++) visit(slopes.subarray(i * size, (i + 1) * size), start + i);
      onProgress?.({ done: start + count, total: images.count, note: target.name });
      // A batch holds the thread for a while: let messages through, an interrupt among them.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    gradients.dispose();
  }
}

/** What all layers put out for one image, in bytes. */
function bytesOf(
  model: LayersNetwork['model'],
  target: Target,
  { height, width, planes = 3 }: InputSize,
): number {
  const outputs = target.layer === undefined ? model.outputs : [model.getLayer(target.layer).output].flat();
  const steps = stepsTo(model, outputs)?.steps ?? [];
  const shapes: Shape[] = [[1, height, width, planes]];
  for (const { layer, inputs } of steps.slice(1)) {
    const from = inputs.map((index) => shapes[index]);
    shapes.push(shapeOf(layer, from.length === 1 ? from[0] : from));
  }
  const numbers = shapes.reduce((sum, shape) => sum + shape.reduce((a: number, b) => a * (b ?? 1), 1), 0);
  return 4 * numbers;
}

function shapeOf(layer: layers.Layer, from: Shape | Shape[]): Shape {
  const shape = layer.computeOutputShape(from);
  return (Array.isArray(shape[0]) ? shape[0] : shape) as Shape;
}
