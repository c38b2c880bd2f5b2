import { input, layers, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** The mean of each plane of an image: N x H x W x 3 to N x 3. */
export function imageMeans(): LayersModel {
  const image = input({ shape: [null, null, 3] });
  const means = layers.globalAveragePooling2d({ name: 'Means' }).apply(image) as SymbolicTensor;
  return model({ inputs: image, outputs: means });
}
