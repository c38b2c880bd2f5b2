import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { runtimeTensor, type RuntimeSession, type RuntimeTensor } from '../runtime';
import { compiledSession } from './cache';
import { compile } from './compile';
import type { Step } from './layer-call';
import { stepsTo } from './stages';

/** Numbers in tfjs's order of the sizes `dims`. */
export interface Numbers {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Some of a model's tensors as one graph. Holds nothing that must be disposed. */
export interface CompiledModel {
  /**
   * Computes them for a batch, in the order in which they were asked for and with the weights that the model had
   * when this was made: use it at once.
   *
   * @param into what to write the results into, one each; default: new arrays.
   */
  run(x: Numbers, into?: readonly Numbers[]): readonly Numbers[];
}

/**
 * A model compiled for inference, loaded at its first use and after each change of its weights (a few hundredths
 * of a second). Undefined where that cannot be done: another backend is in use, or the model has a layer of a
 * kind that is not known here. tfjs then computes the same, more slowly.
 */
export function compiledModel(
  model: LayersModel,
  tensors: readonly SymbolicTensor[],
): CompiledModel | undefined {
  if (tf.getBackend() !== 'onnxruntime') return undefined;
  const found = stepsTo(model, tensors);
  if (!found) return undefined;
  const { steps, outputs } = found;
  const names = tensors.map(({ id }) => id).join();
  const session = compiledSession(model, names, steps, () => compile(steps, { inputs: [0], outputs }));
  if (!session) return undefined;
  const isChecked = steps.some(({ layer }) => checksSize(layer));
  return {
    run: (x, into) => {
      if (isChecked) checkSizes(steps, x.dims);
      return runPart(session, [x], outputs.length, into);
    },
  };
}

/** Has each layer that checks sizes do so, at the size that its input has where the model's has `dims`: a margin may be in between. */
function checkSizes(steps: readonly Step[], dims: readonly number[]): void {
  const shapes: Shape[] = [];
  for (const { layer, inputs } of steps) {
    const from = inputs.map((index) => shapes[index]);
    if (checksSize(layer)) layer.checkSize(from[0][1]!, from[0][2]!);
    const shape = (): Shape => layer.computeOutputShape(from.length === 1 ? from[0] : from) as Shape;
    shapes.push(inputs.length === 0 ? [...dims] : shape());
  }
}

/** A layer that refuses images which the graph would answer in onnxruntime's own words, or wrongly. */
function checksSize<Layer extends object>(
  layer: Layer,
): layer is Layer & { checkSize(height: number, width: number): void } {
  return 'checkSize' in layer && typeof layer.checkSize === 'function';
}

/** Runs a loaded part of a model. */
export function runPart(
  session: RuntimeSession,
  inputs: readonly Numbers[],
  outputs: number,
  into?: readonly Numbers[],
): readonly Numbers[] {
  const feeds = inputs.map((input, i) => [`x${i}`, tensorOf(input)] as const);
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const fetches = names.map((name, i) => [name, into ? tensorOf(into[i]) : null] as const);
  const results = session.run(Object.fromEntries(feeds), Object.fromEntries(fetches));
  // What onnxruntime computes here is float32.
  return names.map((name) => results[name] as RuntimeTensor & Numbers);
}

function tensorOf({ data, dims }: Numbers): RuntimeTensor {
  return runtimeTensor('float32', data, dims);
}
