import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * A model that uses some of its layers several times, with one set of weights; the same model. tfjs counts the uses of a layer, and takes one
 * away when a model is disposed of: the weights of such layers would stay. Here all uses go with the model.
 */
export function withSharedLayers(model: LayersModel): LayersModel {
  const dispose = model.dispose.bind(model);
  model.dispose = () => {
    for (const layer of model.layers) {
      for (let use = 1; use < layer.inboundNodes.length; use++) layer.dispose();
    }
    return dispose();
  };
  return model;
}
