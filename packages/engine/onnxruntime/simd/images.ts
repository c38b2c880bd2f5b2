import type { backend_util } from '@tensorflow/tfjs-core';
import { firstAddress, loops, memoryFor, type Address } from './loops';

/** More bytes than this are not put into WebAssembly's memory, which never shrinks. */
const mostBytes = 256 * 1024 * 1024;

/** Arrays in WebAssembly's memory, so many bytes each, on whole sixteens and with room to read past each. */
export interface Room {
  readonly addresses: readonly Address[];
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
}

/** Room for arrays of so many bytes each; undefined where it would be too much. */
export function roomFor(...bytes: readonly number[]): Room | undefined {
  const addresses: Address[] = [];
  let next = firstAddress;
  for (const size of bytes) {
    addresses.push(next);
    next += 16 * (Math.ceil(size / 16) + 1);
  }
  if (next - firstAddress > mostBytes) return undefined;
  const { floats, doubles } = memoryFor(next - firstAddress);
  return { addresses, floats, doubles };
}

/** Tells the loops over images how a window moves over them. */
export function setWindow(info: backend_util.Conv2DInfo, channels: number): void {
  const { padInfo } = info;
  loops.setWindow(
    info.inHeight,
    info.inWidth,
    channels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    padInfo.top,
    padInfo.left,
  );
}

/**
 * Runs a loop over each image of a batch: `inputs` hold as many images each as `out`, and are copied to
 * WebAssembly's memory one at a time; `constants` once. `run` is given the addresses of inputs, constants, out.
 *
 * @returns False where the images are too large.
 */
export function eachImage(
  batch: number,
  inputs: readonly Float32Array[],
  constants: readonly Float32Array[],
  out: Float32Array,
  run: (addresses: readonly Address[]) => void,
): boolean {
  const sizes = inputs.map(({ length }) => length / batch);
  const size = out.length / batch;
  const room = roomFor(
    ...sizes.map((length) => 4 * length),
    ...constants.map(({ length }) => 4 * length),
    4 * size,
  );
  if (!room) return false;
  const { addresses, floats } = room;
  constants.forEach((constant, i) => floats.set(constant, addresses[inputs.length + i] / 4));
  const result = addresses[addresses.length - 1] / 4;
  for (let image = 0; image < batch; image++) {
    inputs.forEach((input, i) => {
      floats.set(input.subarray(image * sizes[i], (image + 1) * sizes[i]), addresses[i] / 4);
    });
    floats.fill(0, result, result + size);
    run(addresses);
    out.set(floats.subarray(result, result + size), image * size);
  }
  return true;
}
