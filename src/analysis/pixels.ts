import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { LayersNetwork } from '../networks/tappable';

/** The only layer of `pixelsNetwork`. */
export const PIXELS = 'Pixels';

/**
 * The control: a network that passes its input on. Analysed as any other, it says how far the pixels themselves tell
 * degradations apart, before any network has looked at them.
 */
export function pixelsNetwork(): LayersNetwork {
  const image = input({ name: 'Input', shape: [null, null, 3] });
  const output = layers.activation({ name: PIXELS, activation: 'linear' }).apply(image) as SymbolicTensor;
  return { model: model({ inputs: image, outputs: output }), layers: [PIXELS] };
}
