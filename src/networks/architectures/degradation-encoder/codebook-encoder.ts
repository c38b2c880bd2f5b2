import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Codebook } from '@ddr-lab/engine/layers/codebook';
import { leaky } from '../parts/convolve';
import { normalisedConvolution } from '../parts/normalised-convolution';
import { encoderSlope } from './slope';

/** The size of CDSR's encoder. */
interface CodebookEncoderOptions {
  /** Channels of the first convolutions. */
  readonly width: number;
  readonly codes: number;
}

/** Side of the windows that the patch branch looks through, which lie side by side. */
const SIDE = 12;

/**
 * CDSR's encoder (Zhou et al., ACM MM 2022): a branch of pixels (Pixel1 ... Pixel6; windows 7, 1, 3, 1, 7, 1, the third by steps of two) and one of patches (Patch1 ... Patch4; windows of
 * 12 x 12 side by side, then three of 3 x 3), the means of both through two dense layers (Joined), and soft attention over learnt codes (Representation). N x H x W x 3 to rows of
 * 4 `width` numbers. Convolutions have batch normalisation and LeakyReLU 0.1.
 */
export function codebookEncoderLayers(
  lr: SymbolicTensor,
  { width, codes }: CodebookEncoderOptions,
): SymbolicTensor {
  const size = 4 * width;
  const dense = (name: string, x: SymbolicTensor, useBias = true): SymbolicTensor =>
    layers.dense({ name, units: size, useBias }).apply(x) as SymbolicTensor;
  const mean = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.globalAveragePooling2d({ name }).apply(x) as SymbolicTensor;
  let pixels = lr;
  for (const [index, [window, factor]] of (
    [
      [7, 1],
      [1, 1],
      [3, 2],
      [1, 2],
      [7, 4],
      [1, 4],
    ] as const
  ).entries()) {
    const strides = index === 2 ? 2 : 1;
    pixels = normalisedConvolution(`Pixel${index + 1}`, pixels, factor * width, { size: window, strides });
  }
  let patches = normalisedConvolution('Patch1', lr, width, { size: SIDE, strides: SIDE });
  for (const [index, factor] of [1, 2, 4].entries()) {
    patches = normalisedConvolution(`Patch${index + 2}`, patches, factor * width);
  }
  // A dense layer of both means one behind the other is the sum of one of each.
  const both = layers
    .add({ name: 'Joined.sum' })
    .apply([
      dense('Joined.pixels', mean('Pixel.mean', pixels)),
      dense('Joined.patches', mean('Patch.mean', patches), false),
    ]) as SymbolicTensor;
  const joined = dense('Joined', leaky('Joined.relu', both, encoderSlope));
  const asked = dense('Asked.dense', joined);
  return new Codebook({ name: 'Representation', count: codes }).apply(asked) as SymbolicTensor;
}
