import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { compiledSession } from './onnxruntime/compiled/cache';
import { compile, needed } from './onnxruntime/compiled/compile';
import { runPart, type Numbers } from './onnxruntime/compiled/compiled-model';
import { stepsTo, type Steps } from './onnxruntime/compiled/stages';

/**
 * A model's one output where what one of its layers puts out is given and not computed: nothing is run that this layer alone needs. One compiled
 * graph where that can be had, otherwise tfjs, layer by layer.
 *
 * @param input N x H x W x C.
 * @param given what the layer `name` puts out, for N images.
 * @throws InputError for a layer that there is not, or that the output does not come from; and for numbers of another shape than it puts out.
 */
export async function outputGiven(
  model: LayersModel,
  input: Numbers,
  name: string,
  given: Numbers,
): Promise<Numbers> {
  const found = stepsTo(model, model.outputs);
  const at = found?.steps.findIndex(({ layer }) => layer.name === name) ?? -1;
  if (!found || at < 1) throw new InputError(`The network's output does not come from a layer ${name}.`);
  const { shape } = found.steps[at];
  const fits =
    shape.length === given.dims.length && shape.every((side, i) => (side ?? given.dims[i]) === given.dims[i]);
  if (!fits || given.dims[0] !== input.dims[0]) {
    const wanted = [input.dims[0], ...shape.slice(1).map((side) => side ?? 'any')].join(' x ');
    throw new InputError(`${name} puts out ${wanted} numbers, not ${given.dims.join(' x ')}.`);
  }
  const part = { inputs: [0, at], outputs: [found.outputs[0]] };
  if (tf.getBackend() === 'onnxruntime') {
    const session = compiledSession(model, `given ${name}`, found.steps, () => compile(found.steps, part));
    if (session) return runPart(session, [input, given], 1)[0];
  }
  return byLayers(found, part, [input, given]);
}

/** The same, layer by layer. */
async function byLayers(
  { steps }: Steps,
  part: { readonly inputs: readonly number[]; readonly outputs: readonly number[] },
  given: readonly Numbers[],
): Promise<Numbers> {
  const output = tf.tidy(() => {
    const values = new Map<number, tf.Tensor>(
      part.inputs.map((index, i) => [index, tf.tensor(given[i].data, [...given[i].dims])]),
    );
    for (const index of needed(steps, part)) {
      const inputs = steps[index].inputs.map((from) => values.get(from)!);
      const result = steps[index].layer.apply(inputs.length === 1 ? inputs[0] : inputs);
      values.set(index, [result].flat()[0] as tf.Tensor);
    }
    return values.get(part.outputs[0])!;
  });
  try {
    return { data: await output.data<'float32'>(), dims: output.shape };
  } finally {
    output.dispose();
  }
}
