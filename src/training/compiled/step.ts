import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { openSession, runtimeTensor, type RuntimeSession } from '../../backend/onnxruntime/runtime';
import type { WeightTensor } from '../../networks/weights/safetensors';
import type { AdamOptions } from '../adam';
import type { TrainingStep } from '../step';
import { stepGraph } from './graph';
import { adamInPlace } from './adam-in-place';

interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** What `compiledStep` needs to know beside the network. */
export interface CompiledStepOptions {
  readonly batch: number;
  /** Side of an LR patch. */
  readonly patch: number;
  readonly scale: number;
  readonly loss: 'l1' | 'mse';
  readonly adam: AdamOptions;
}

/**
 * A training step whose loss and gradients are one onnxruntime graph: channels stay in blocks from the first
 * convolution to the last, activations and additions are part of the convolutions. Adam follows in place, in
 * JavaScript.
 *
 * @returns undefined where it cannot be: another backend is in use, or the network has other layers.
 */
export function compiledStep(model: LayersModel, options: CompiledStepOptions): TrainingStep | undefined {
  if (tf.getBackend() !== 'onnxruntime') return undefined;
  const { batch, patch, scale, loss, adam } = options;
  const side = patch;
  const large = patch * scale;
  const graph = stepGraph(model, { batch, side, large, loss });
  if (!graph) return undefined;
  const session = openSession(graph.encode());
  const parameters = model.trainableWeights.map((weight): Parameter => {
    const shape = weight.shape as number[];
    const size = tf.util.sizeFromShape(shape);
    return {
      name: weight.originalName,
      shape,
      value: Float32Array.from(weight.read().dataSync<'float32'>()),
      gradient: new Float32Array(size),
      first: new Float32Array(size),
      second: new Float32Array(size),
    };
  });
  const mean = new Float32Array(1);
  const feeds = Object.fromEntries(
    parameters.map(({ name, value, shape }) => [name, runtimeTensor('float32', value, shape)]),
  );
  const fetches = Object.fromEntries([
    ...parameters.map(({ name, gradient, shape }) => [
      `d ${name}`,
      runtimeTensor('float32', gradient, shape),
    ]),
    ['loss', runtimeTensor('float32', mean, [])],
  ]) as Parameters<RuntimeSession['run']>[1];
  return {
    kind: 'compiled',
    run: ({ lr, hr }, iteration, rate) => {
      session.run(
        {
          ...feeds,
          lr: runtimeTensor('float32', lr, [batch, side, side, 3]),
          hr: runtimeTensor('float32', hr, [batch, large, large, 3]),
        },
        fetches,
      );
      const [loss] = mean;
      if (Number.isFinite(loss)) {
        for (const parameter of parameters) adamInPlace(parameter, iteration, rate, adam);
      }
      return loss;
    },
    sync: () => {
      for (const [index, weight] of model.trainableWeights.entries()) {
        const { value, shape } = parameters[index];
        const tensor = tf.tensor(value.slice(), [...shape]);
        weight.write(tensor);
        tensor.dispose();
      }
    },
    state: () => {
      const state = new Map<string, WeightTensor>();
      for (const { name, shape, first, second } of parameters) {
        state.set(`${name}/adam.first`, { shape, data: first.slice() });
        state.set(`${name}/adam.second`, { shape, data: second.slice() });
      }
      return Promise.resolve(state);
    },
    restore: (state) => {
      for (const { name, first, second } of parameters) {
        first.set(state.get(`${name}/adam.first`)!.data);
        second.set(state.get(`${name}/adam.second`)!.data);
      }
    },
    dispose: () => session.dispose(),
  };
}
