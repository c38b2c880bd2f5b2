import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { writeWeights } from '../../networks/network';

/** Side of the squares in pixels. */
const SQUARE = 8;

/**
 * Means of squares: N x H x W x 3 to N x H / 8 x W / 8 x 3. Blur and noise leave them as they are, so a network that
 * degrades or restores has to as well, or it drifts in brightness and contrast (the colour loss of DSGAN, Fritsche et al.
 * 2019).
 */
export function meanColours(): LayersModel {
  const image = input({ shape: [null, null, 3] });
  const means = layers.conv2d({
    name: 'Means',
    filters: 3,
    kernelSize: SQUARE,
    strides: SQUARE,
    useBias: false,
    kernelInitializer: 'zeros',
  });
  const colours = model({ inputs: image, outputs: means.apply(image) as SymbolicTensor });
  const kernel = new Float32Array(SQUARE * SQUARE * 9).map((_, i) =>
    Math.floor(i / 3) % 3 === i % 3 ? 1 / SQUARE ** 2 : 0,
  );
  writeWeights(colours, new Map([['Means/kernel', { shape: [SQUARE, SQUARE, 3, 3], data: kernel }]]));
  return colours;
}
