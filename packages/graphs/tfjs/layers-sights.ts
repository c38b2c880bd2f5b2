import type { LayersModel, Shape } from '@tensorflow/tfjs-layers';
import { layerKinds } from '@ddr-lab/engine/layers/kinds';
import { around, type Extent, type Seen, type Sight } from '@ddr-lab/engine/layers/sight';
import { stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import type { Step } from '@ddr-lab/engine/onnxruntime/compiled/layer-call';
import type { SeenOperation } from '../receptive-field';

/** The side of the image that is followed through a model that takes any: a multiple of what strides usually make together. */
const side = 1536;

/**
 * What each layer of a tfjs layers model sees of its inputs, for `receptiveFields`. Nothing is computed; undefined where the
 * layers are no plain graph from one image.
 */
export function modelOperations(model: LayersModel): SeenOperation[] | undefined {
  const found = stepsTo(model, model.outputs);
  const [, height, width, channels] = model.inputs[0].shape;
  if (!found || model.inputs[0].shape.length !== 4) return undefined;
  const { steps } = found;
  const shapes: Shape[] = [];
  for (const { layer, inputs } of steps) {
    const given = inputs.map((input) => shapes[input]);
    const shape =
      given.length === 0
        ? [1, height ?? side, width ?? side, channels]
        : layer.computeOutputShape(given.length === 1 ? given[0] : given);
    shapes.push((Array.isArray(shape[0]) ? shape[0] : shape) as Shape);
  }
  const names = namesOf(steps);
  return steps.map((step, i) => {
    const output = extentOf(shapes[i]);
    return {
      name: names[i],
      inputs: step.inputs.map((input) => names[input]),
      sights: step.inputs.map(
        (input, index) => sightOf(step, { index, input: extentOf(shapes[input]), output }) ?? null,
      ),
      weights: step.layer.weights.map(({ originalName, shape }) => [
        originalName,
        shape.reduce<number>((a, b) => a * (b ?? 1), 1),
      ]),
      ...(output && { extent: output }),
    };
  });
}

/** A name for each step: the layer's, with a number for another use of the same layer. */
function namesOf(steps: readonly Step[]): string[] {
  const uses = new Map<string, number>();
  return steps.map(({ layer: { name } }) => {
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    return use === 1 ? name : `${name} (use ${use})`;
  });
}

function extentOf(shape: Shape): Extent | undefined {
  return shape.length === 4 ? { height: shape[1]!, width: shape[2]! } : undefined;
}

function sightOf({ layer, className }: Step, seen: Seen): Sight | undefined {
  const kind = layerKinds.get(className);
  if (!kind) return undefined;
  const config = layer.getConfig();
  if (kind.sight) return kind.sight(config, seen);
  const local = typeof kind.locality === 'function' ? kind.locality(config, layer) : kind.locality;
  return local && around(local.reach, local.scale);
}
