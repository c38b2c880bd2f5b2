import {
  input as inputTensor,
  model as buildModel,
  type layers,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { serialization } from '@tensorflow/tfjs-core';

type Layer = layers.Layer;
/** A model inside a model. */
type Inner = Layer & Pick<LayersModel, 'inputs' | 'outputs' | 'layers'>;

/**
 * A model whose layers are all its own, each used once: of models inside it (a Sequential in a model, a model in a Sequential) the
 * layers themselves, and of a layer that is used several times one for each use. The weights are copied; the model given is freed.
 * The same model where it is so already.
 */
export function flattened(model: LayersModel): LayersModel {
  if (!model.layers.some((layer) => isInner(layer) || layer.inboundNodes.length > 1)) return model;
  const [first] = model.inputs;
  const image = inputTensor({
    shape: first.shape.slice(1),
    dtype: first.dtype,
    name: first.sourceLayer.name,
  });
  const taken = new Set([first.sourceLayer.name]);
  const copies: (() => void)[] = [];

  const copyOf = (layer: Layer): Layer => {
    let name = layer.name;
    for (let n = 1; taken.has(name); n++) name = `${layer.name}_${n}`;
    taken.add(name);
    const config = { ...layer.getConfig(), name };
    const { classNameMap } = serialization.SerializationMap.getMap();
    const [Class, fromConfig] = classNameMap[layer.getClassName()];
    const copy = fromConfig(Class, config) as Layer;
    copies.push(() => copy.setWeights(layer.getWeights()));
    return copy;
  };
  const outputsOf = (whole: Inner | LayersModel, given: readonly SymbolicTensor[]): SymbolicTensor[] => {
    const known = new Map<string, SymbolicTensor>();
    const key = ({ sourceLayer, nodeIndex, tensorIndex }: SymbolicTensor): string =>
      `${sourceLayer.name} ${nodeIndex} ${tensorIndex}`;
    whole.inputs.forEach((tensor, i) => known.set(key(tensor), given[i]));
    const valueOf = (tensor: SymbolicTensor): SymbolicTensor => {
      const found = known.get(key(tensor));
      if (found) return found;
      const { sourceLayer: layer, nodeIndex } = tensor;
      const node = layer.inboundNodes[nodeIndex];
      const from = node.inputTensors.map(valueOf);
      const results = isInner(layer)
        ? outputsOf(layer, from)
        : [copyOf(layer).apply(from.length === 1 ? from[0] : from, node.callArgs)].flat();
      node.outputTensors.forEach((one, i) => known.set(key(one), results[i] as SymbolicTensor));
      return known.get(key(tensor))!;
    };
    return whole.outputs.map(valueOf);
  };

  const outputs = outputsOf(model, [image]);
  const flat = buildModel({ inputs: image, outputs, name: model.name });
  for (const copy of copies) copy();
  model.dispose();
  return flat;
}

function isInner(layer: Layer): layer is Inner {
  return 'layers' in layer && 'outputs' in layer;
}
