import type { LayersModel, Shape } from '@tensorflow/tfjs-layers';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { Step } from '@ddr-lab/engine/onnxruntime/compiled/layer-call';
import { stepsTo, type Steps } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import { InputError } from '@ddr-lab/base/errors';
import { modelPass, type Pass } from '@ddr-lab/engine/model-pass';
import { modelFingerprint } from '@ddr-lab/engine/model-fingerprint';
import { chooseLayers, type Kind } from '../choose-layers';
import { modelOperations } from './layers-sights';
import type { Size } from '../find-size';
import type { GraphRuntime } from '../graph-runtime';

/** An image of this size is followed through the layers. */
const probe = { height: 32, width: 48 };
/** No layer of a network puts out as many numbers for so small an image. */
const mostNumbers = 2 ** 28;

const convolutions = new Set([...['Conv2D', 'Conv2DTranspose', 'SeparableConv2D', 'DepthwiseConv2D']]);
const following = new Set([
  ...[
    'BatchNormalization',
    'LayerNormalization',
    'Activation',
    'ReLU',
    'LeakyReLU',
    'PReLU',
    'ELU',
    'Softmax',
  ],
  ...['ThresholdedReLU', 'Rescaling'],
]);

/**
 * What runs a tfjs layers model of one image, in this process.
 *
 * @param refuse throws the error that names the file.
 * @param options `output`: the layer that is its output, where there are several; default the first. `at`: a size of images that it
 *   takes; default the one in the model, or a small one.
 */
export async function layersRuntime(
  model: LayersModel,
  file: string,
  refuse: (why: string) => never,
  { output: named, at }: { output?: string; at?: Size } = {},
): Promise<GraphRuntime> {
  const [, ...rest] = model.inputs[0].shape;
  const [height, width, channels] = rest;
  if (model.inputs.length !== 1 || rest.length !== 3 || (channels !== 1 && channels !== 3)) {
    const shapes = model.inputs.map(({ shape }) => shape.map((size) => size ?? 'any').join(' x '));
    return refuse(`it takes ${shapes.join(' and ')}; here only networks of one image are, channels last`);
  }
  const size = height !== null && width !== null ? { height, width } : undefined;
  const tried = at ?? size ?? probe;
  const { found, shapes } = layerShapes(model, tried, refuse);
  const output = named ?? found.steps[found.outputs[0]].layer.name;
  const places = new Map(found.steps.map(({ layer }, i) => [layer.name, i]));
  const operations = found.steps.map(({ layer, className, inputs }) => ({
    name: layer.name,
    inputs: inputs.map((input) => found.steps[input].layer.name),
    kind: kindOf(className),
  }));
  const extentOf = (name: string): { height: number; width: number } | undefined => {
    const shape = shapes[places.get(name)!];
    return shape.length === 4 ? { height: shape[1]!, width: shape[2]! } : undefined;
  };
  const { layers, blocks } = chooseLayers(operations, extentOf, tried, output);
  const passes = new Map<string, Pass>();
  return {
    metadata: { format: 'tfjs layers model' },
    channels,
    size,
    layers,
    blocks,
    output,
    operations: modelOperations(model),
    fingerprint: (await modelFingerprint(model)) ?? refuse('it cannot describe itself'),
    run: async (names, images) => {
      const unknown = names.find((name) => !places.has(name));
      if (unknown !== undefined) {
        throw new InputError(`${file} has no layer ${unknown}. Its layers are ${layers.join(', ')}.`);
      }
      const key = JSON.stringify(names);
      const pass = passes.get(key) ?? distinct(model, names);
      passes.set(key, pass);
      return pass(images);
    },
    dispose: () => model.dispose(),
  };
}

/** Layers may be named twice, but tfjs gives each but once. */
function distinct(model: LayersModel, names: readonly string[]): Pass {
  const once = [...new Set(names)];
  const pass = modelPass(
    model,
    once.flatMap((name) => model.getLayer(name).output),
  );
  return async (images): Promise<readonly Numbers[]> => {
    const results = await pass(images);
    return names.map((name) => results[once.indexOf(name)]);
  };
}

function kindOf(className: string): Kind {
  if (convolutions.has(className)) return 'convolution';
  if (className === 'Add') return 'sum';
  return following.has(className) ? 'follows' : 'other';
}

/** The steps of a model and the shape of each one's result for one image; refuses what would be too large before any is computed. */
export function layerShapes(
  model: LayersModel,
  { height, width }: Size,
  refuse: (why: string) => never,
): { found: Steps; shapes: Shape[] } {
  const found = stepsTo(model, model.outputs) ?? refuse('its layers are no plain graph from one input');
  const channels = model.inputs[0].shape[3];
  return { found, shapes: followed(found.steps, [1, height, width, channels], refuse) };
}

function followed(steps: readonly Step[], image: Shape, refuse: (why: string) => never): Shape[] {
  const shapes: Shape[] = [];
  for (const { layer, inputs } of steps) {
    const given = inputs.map((input) => shapes[input]);
    const shape =
      given.length === 0 ? image : layer.computeOutputShape(given.length === 1 ? given[0] : given);
    const one = (Array.isArray(shape[0]) ? shape[0] : shape) as Shape;
    const count = one.reduce<number>((product, size) => product * (size ?? 1), 1);
    if (!(count >= 0 && count <= mostNumbers)) {
      return refuse(`its layer ${layer.name} would make ${one.join(' x ')} numbers of a small image`);
    }
    shapes.push(one);
  }
  return shapes;
}
