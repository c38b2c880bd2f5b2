import { InputError } from '@ddr-lab/base/errors';
import { BilinearUpsampling } from '@ddr-lab/engine/layers/bilinear-upsampling';
import { ChannelSlice } from '@ddr-lab/engine/layers/channel-slice';
import { CropLike } from '@ddr-lab/engine/layers/crop-like';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve } from './convolve';

/** Images of [0, 1] are brought to about -1.8 to 2.2: near [0, 1] layer normalisation sees brightness alone, and attention learns nothing. */
const [FACTOR, MIDDLE] = [4, 0.45];

/** (x - 0.45) x 4: what window transformers that are trained here look at in the place of their input. */
export function scaledInput(x: SymbolicTensor): SymbolicTensor {
  const settings = { name: 'Input.scaled', scale: FACTOR, offset: -FACTOR * MIDDLE };
  return layers.rescaling(settings).apply(x) as SymbolicTensor;
}

/**
 * The number of the frame in the middle.
 *
 * @throws InputError for an even number of frames, by the network's name.
 */
export function centreFrame(network: string, frames: number): number {
  if (frames % 2 === 0) {
    throw new InputError(`${network}: frames must be odd, so that one is the centre, not ${frames}.`);
  }
  return Math.floor(frames / 2);
}

/** What `videoFrame` takes besides features and clip. */
export interface VideoFrameOptions {
  readonly frames: number;
  readonly scale: number;
  /** Adds the bilinearly upsampled centre frame. */
  readonly globalResidual: boolean;
}

/**
 * The HR centre frame (Output) from features of LR size, N x H' x W' x C: a convolution and one pixel shuffle, what is beyond the clip cut off, and the centre frame upsampled.
 *
 * @param clip the network's input, N x H x W x 3T.
 * @returns N x (s H) x (s W) x 3.
 */
export function videoFrame(
  features: SymbolicTensor,
  clip: SymbolicTensor,
  { frames, scale, globalResidual }: VideoFrameOptions,
): SymbolicTensor {
  const wide = convolve('Output.conv', features, 3 * scale ** 2);
  const large = new PixelShuffle({ name: 'Output.shuffle', factor: scale }).apply(wide) as SymbolicTensor;
  const name = globalResidual ? 'Output.cropped' : 'Output';
  const restored = new CropLike({ name, scale }).apply([large, clip]) as SymbolicTensor;
  if (!globalResidual) return restored;
  const first = 3 * Math.floor(frames / 2);
  const centre = new ChannelSlice({ name: 'Input.centre', begin: first, end: first + 3 }).apply(clip);
  const upsampled = new BilinearUpsampling({ name: 'Upsampled', scale }).apply(centre) as SymbolicTensor;
  return layers.add({ name: 'Output' }).apply([restored, upsampled]) as SymbolicTensor;
}
