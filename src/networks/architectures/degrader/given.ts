import type { Random } from '@ddr-lab/base/random';
import type { NetworkSpec } from '../spec';
import { NOISE_PLANES, noisePlanes } from './planes';

/** What a network that degrades is given beside the colours of an image. */
export interface DegraderInput {
  /** By how much what it makes is smaller than what it is given: 1 for LR images, 4 for HR images. */
  readonly shrinks: 1 | 4;
  /** Planes of standard normal noise, one number for each pixel of what it makes: in HR planes it stands in the first of each 4 x 4 pixels. */
  readonly noise: number;
  /** Whether each of these planes also holds one standard normal number, another for each image, in the second of each 4 x 4 pixels: what a kernel is made of. */
  readonly code: boolean;
}

/** What a network takes, if it degrades; undefined for one of another kind. */
export function degraderInput(spec: NetworkSpec): DegraderInput | undefined {
  switch (spec.kind) {
    case 'degrader':
      return { shrinks: spec.input === 'hr' ? 4 : 1, noise: noisePlanes(spec), code: false };
    case 'kernel-degrader':
      return { shrinks: 1, noise: NOISE_PLANES, code: false };
    case 'probabilistic-degrader':
      return { shrinks: 4, noise: 3, code: true };
    default:
      return undefined;
  }
}

/** Images as flat samples, N x H x W x 3. */
export interface Batch {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** What a network that degrades is given: the colours of the images, and the noise that `random` draws; N x H x W x (3 + noise). */
export function givenTo(
  { shrinks, noise, code }: DegraderInput,
  { data, height, width }: Batch,
  random: Random,
): Float32Array {
  if (noise === 0) return data;
  const planes = 3 + noise;
  const out = new Float32Array((data.length / 3) * planes);
  let numbers: readonly number[] = [];
  for (let pixel = 0; pixel < data.length / 3; pixel++) {
    const at = pixel * planes;
    for (let channel = 0; channel < 3; channel++) out[at + channel] = data[3 * pixel + channel];
    if (code && pixel % (height * width) === 0) {
      numbers = Array.from({ length: noise }, () => random.normal());
    }
    const [row, column] = [Math.floor((pixel % (height * width)) / width), pixel % width];
    if (row % shrinks !== 0) continue;
    if (code && column % shrinks === 1) out.set(numbers, at + 3);
    if (column % shrinks !== 0) continue;
    for (let plane = 3; plane < planes; plane++) out[at + plane] = random.normal();
  }
  return out;
}
