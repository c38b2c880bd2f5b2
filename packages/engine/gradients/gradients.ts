import { compiledGradients } from './compiled/gradients';
import { layersGradients } from './layers-gradients';
import type { Gradients, Objective } from './objective';

/**
 * Computes an objective: compiled where the onnxruntime backend is in use and knows all layers, otherwise by
 * tfjs.
 */
export function gradientsOf(objective: Objective): Gradients {
  return compiledGradients(objective) ?? layersGradients(objective);
}
