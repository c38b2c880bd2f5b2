import type { LayersModel } from '@tensorflow/tfjs-layers';
import { parametersOf } from '../parameters';

/** A batch normalisation of a model. */
export interface LayerMoments {
  readonly model: LayersModel;
  readonly layer: string;
}

/**
 * Moves a layer's averages towards a batch's mean and (biased) variance by 1 - momentum, as tfjs does. PyTorch
 * takes the unbiased variance there, N / (N - 1) as large: for the thousands of pixels of a batch the same.
 */
export function followMoments(
  { model, layer }: LayerMoments,
  mean: Float32Array,
  variance: Float32Array,
): void {
  const { momentum } = model.getLayer(layer).getConfig() as { momentum: number };
  const parameters = parametersOf(model);
  for (const [name, now] of [
    ['moving_mean', mean],
    ['moving_variance', variance],
  ] as const) {
    const { value } = parameters.get(`${layer}/${name}`);
    for (let i = 0; i < value.length; i++) value[i] += (1 - momentum) * (now[i] - value[i]);
  }
}
