import { input, layers, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { writeWeights } from '../../networks/network';

/**
 * Means over 5 x 5 pixels: N x H x W x 3 to the same size, zeros beyond the border. What a judge on high frequencies does not see must
 * stay as it is (the colour loss of DSGAN, Fritsche et al. 2019).
 */
export function localMeans(): LayersModel {
  const image = input({ shape: [null, null, 3] });
  const mean = layers.conv2d({
    name: 'Means',
    filters: 3,
    kernelSize: 5,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'zeros',
  });
  const means = model({ inputs: image, outputs: mean.apply(image) as SymbolicTensor });
  // 5 x 5 x 3 x 3: each channel from its own alone.
  const data = Float32Array.from({ length: 225 }, (_, i) => (Math.floor(i / 3) % 3 === i % 3 ? 1 / 25 : 0));
  writeWeights(means, new Map([['Means/kernel', { shape: [5, 5, 3, 3], data }]]));
  return means;
}
