import { InputError } from '@ddr-lab/base/errors';

/**
 * Where the pixels of one frame (the centre) are found in another (the neighbour): pixel (x, y) lies there at
 * (x + dx, y + dy). `height` x `width` x 2 numbers in pixels, row by row, dx and dy side by side.
 */
export interface Flow {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/**
 * A flow over `data` (not copied), or one of no motion.
 *
 * @throws InputError when `data` has another length than height x width x 2.
 */
export function createFlow(height: number, width: number, data?: Float32Array): Flow {
  const length = height * width * 2;
  if (data && data.length !== length) {
    throw new InputError(`A flow of ${height} x ${width} x 2 has ${length} numbers, not ${data.length}.`);
  }
  return { height, width, data: data ?? new Float32Array(length) };
}

/** The same motion everywhere, in pixels. */
export function evenFlow(height: number, width: number, dx: number, dy: number): Flow {
  const flow = createFlow(height, width);
  for (let i = 0; i < flow.data.length; i += 2) {
    flow.data[i] = dx;
    flow.data[i + 1] = dy;
  }
  return flow;
}

/**
 * The mean endpoint error of a flow in pixels: how far, on average, its arrows end from the true ones (Otte and Nagel 1994).
 *
 * @param mask 1 where a pixel is left out (covered, say); default none. NaN when all are left out.
 * @throws InputError when the sizes differ.
 */
export function endpointError(flow: Flow, truth: Flow, mask?: Uint8Array): number {
  const pixels = truth.height * truth.width;
  if (
    flow.height !== truth.height ||
    flow.width !== truth.width ||
    (mask !== undefined && mask.length !== pixels)
  ) {
    throw new InputError(
      `A flow of ${flow.height} x ${flow.width} cannot be compared with one of ${truth.height} x ${truth.width}` +
        `${mask ? ` under a mask of ${mask.length} pixels` : ''}.`,
    );
  }
  let sum = 0;
  let count = 0;
  for (let i = 0; i < pixels; i++) {
    if (mask?.[i]) continue;
    sum += Math.hypot(flow.data[2 * i] - truth.data[2 * i], flow.data[2 * i + 1] - truth.data[2 * i + 1]);
    count++;
  }
  return sum / count;
}
