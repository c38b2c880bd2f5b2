import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { writeWeights } from '../../networks/network';

/** Each halves the image by means of squares of 2 x 2: a stride of 8 at once is no layer of compiled graphs. */
const HALVINGS = ['Means1', 'Means2', 'Means3'];

/**
 * Means of squares of 8 x 8: N x H x W x 3, sides multiples of 8, to N x H / 8 x W / 8 x 3. Blur and noise leave them as
 * they are, so a network that degrades has to as well, or it drifts in brightness and contrast (the colour loss of DSGAN,
 * Fritsche et al. 2019).
 */
export function meanColours(): LayersModel {
  const image = input({ shape: [null, null, 3] });
  const settings = { filters: 3, kernelSize: 2, strides: 2, padding: 'same', useBias: false } as const;
  let x = image;
  for (const name of HALVINGS) {
    x = layers.conv2d({ name, ...settings, kernelInitializer: 'zeros' }).apply(x) as SymbolicTensor;
  }
  const colours = model({ inputs: image, outputs: x });
  // 2 x 2 x 3 x 3: each channel from its own alone.
  const data = Float32Array.from({ length: 36 }, (_, i) => (Math.floor(i / 3) % 3 === i % 3 ? 1 / 4 : 0));
  writeWeights(colours, new Map(HALVINGS.map((name) => [`${name}/kernel`, { shape: [2, 2, 3, 3], data }])));
  return colours;
}
