import * as tf from '@tensorflow/tfjs-core';
import { model as modelOf, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { weightName } from '../onnxruntime/compiled/layer-call';
import { LENGTH_EPSILON } from './compiled/info-nce';
import type { Calculus, Gradients, Objective } from './objective';
import { parametersOf } from './parameters';

/** An objective by tfjs's own differentiation, on any backend. */
export function layersGradients(objective: Objective): Gradients {
  const { networks, inputs: shapes, wanted = [] } = objective;
  const trained = Object.values(networks).filter(({ role }) => role === 'trained' || role === 'examined');
  // `read` gives the variable itself, though its type says tensor.
  const variables = trained.flatMap(({ model }) =>
    model.trainableWeights.map((weight) => ({
      variable: weight.read() as tf.Variable,
      parameter: parametersOf(model).get(weight.originalName),
    })),
  );
  const cut = cutModels();
  return {
    kind: 'layers',
    run: (inputs) => {
      for (const { model, role } of Object.values(networks)) {
        if (role !== 'fixed') parametersOf(model).sync();
      }
      const parts: { losses: Record<string, tf.Tensor>; outputs: Record<string, tf.Tensor> } = {
        losses: {},
        outputs: {},
      };
      // tfjs differentiates with respect to variables alone: inputs whose gradients are wanted are some for a moment.
      const asked = Object.fromEntries(
        wanted.map((name) => [name, tf.tidy(() => tf.variable(tf.tensor(inputs[name], [...shapes[name]])))]),
      );
      const { value, grads } = tf.tidy(() => {
        const given: Record<string, tf.Tensor> = Object.fromEntries(
          Object.entries(shapes).map(([name, shape]) => [
            name,
            asked[name] ?? tf.tensor(inputs[name], [...shape]),
          ]),
        );
        const gradients = tf.variableGrads(() => {
          const { losses, total, outputs = {} } = objective.build(eager(objective, cut), given);
          for (const [name, loss] of Object.entries(losses)) parts.losses[name] = tf.keep(loss.clone());
          for (const [name, image] of Object.entries(outputs)) parts.outputs[name] = tf.keep(image.clone());
          // tfjs refuses a loss that none of the variables has a part in: an input may have none.
          const none = Object.values(asked).map((x): tf.Tensor => tf.mul(0, tf.sum(x)));
          return tf.reshape(tf.addN([tf.reshape(total, []), ...none]), []) as tf.Scalar;
        }, [...variables.map(({ variable }) => variable), ...Object.values(asked)]);
        return gradients;
      });
      for (const { variable, parameter } of variables) {
        const gradient = grads[variable.name];
        if (gradient) parameter.gradient.set(gradient.dataSync<'float32'>());
      }
      for (const { model } of trained) readMoving(model);
      const read = (tensors: Record<string, tf.Tensor>): Record<string, Float32Array> =>
        Object.fromEntries(
          Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync<'float32'>().slice()]),
        );
      const losses = Object.fromEntries(
        Object.entries(read(parts.losses)).map(([name, [loss]]) => [name, loss]),
      );
      const outputs = read(parts.outputs);
      const gradients = Object.fromEntries(
        Object.entries(asked).map(([name, { name: key, size }]) => [
          name,
          grads[key]?.dataSync<'float32'>().slice() ?? new Float32Array(size),
        ]),
      );
      tf.dispose([value, grads, parts.losses, parts.outputs, Object.values(asked)]);
      return { losses, outputs, gradients };
    },
    dispose: () => undefined,
  };
}

/** tfjs changes moving averages itself, in the model: the parameters follow. */
function readMoving(model: LayersModel): void {
  for (const weight of model.weights) {
    if (!weightName(weight).startsWith('moving_')) continue;
    parametersOf(model).get(weight.originalName).value.set(weight.read().dataSync<'float32'>());
  }
}

type Cut = (model: LayersModel, layers?: readonly string[]) => LayersModel;

/** Models up to some of their layers, made once each. */
function cutModels(): Cut {
  const made = new Map<LayersModel, Map<string, LayersModel>>();
  return (model, layers) => {
    if (!layers) return model;
    const own = made.get(model) ?? new Map<string, LayersModel>();
    made.set(model, own);
    const key = layers.join();
    const outputs = layers.map((name) => model.getLayer(name).output as SymbolicTensor);
    const found = own.get(key) ?? modelOf({ inputs: model.inputs, outputs });
    own.set(key, found);
    return found;
  };
}

/** Objectives computed at once. */
function eager(objective: Objective, cut: Cut): Calculus<tf.Tensor> {
  return {
    apply: (name, x, layers) => {
      const { model, role } = objective.networks[name];
      const before = role === 'held' ? moving(model) : undefined;
      const results = [
        cut(model, layers).apply(x, { training: role === 'trained' || role === 'held' }),
      ].flat() as tf.Tensor[];
      before?.();
      return results;
    },
    add: (a, b) => tf.add(a, b),
    stop: (x) =>
      tf.customGrad((y) => ({ value: (y as tf.Tensor).clone(), gradFunc: (dy) => tf.zerosLike(dy) }))(x),
    beside: (a, b) => tf.concat([a, b], 3),
    l1: (a, b) => tf.mean(tf.abs(tf.sub(a, b))),
    mse: (a, b) => tf.mean(tf.square(tf.sub(a, b))),
    verdict: (logits, real) => tf.mean(tf.softplus(real ? tf.neg(logits) : logits)),
    leastSquares: (verdicts, target) => tf.mean(tf.square(tf.sub(verdicts, target))),
    crossEntropy: (logits, labels) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), labels), -1))),
    totalVariation: (images) => {
      const [n, h, w, c] = images.shape;
      const part = (begin: number[], size: number[]): tf.Tensor => tf.slice(images, begin, size);
      const down = tf.sub(part([0, 1, 0, 0], [n, h - 1, w, c]), part([0, 0, 0, 0], [n, h - 1, w, c]));
      const across = tf.sub(part([0, 0, 1, 0], [n, h, w - 1, c]), part([0, 0, 0, 0], [n, h, w - 1, c]));
      return tf.add(tf.mean(tf.abs(down)), tf.mean(tf.abs(across)));
    },
    inner: (a, b) => tf.sum(tf.mul(a, b)),
    gradientMagnitude: (images, { top, left, height, width }, epsilon) => {
      const [n, , , c] = images.shape;
      const part = (down: number, across: number): tf.Tensor =>
        tf.slice(images, [0, top + down, left + across, 0], [n, height, width, c]);
      const [down, across] = [tf.sub(part(1, 0), part(0, 0)), tf.sub(part(0, 1), part(0, 0))];
      return tf.sum(tf.sqrt(tf.add(tf.add(tf.square(down), tf.square(across)), epsilon)));
    },
    unitRows: (x) => unit(x, 1),
    infoNce: (queries, keys, queue, temperature) => {
      const own = tf.sum(tf.mul(queries, keys), 1, true);
      const others = tf.matMul(queries as tf.Tensor2D, queue as tf.Tensor2D, false, true);
      const likelihood = tf.logSoftmax(tf.div(tf.concat([own, others], 1), temperature));
      return tf.neg(tf.mean(tf.slice(likelihood, [0, 0], [-1, 1])));
    },
    pairMargin: (scores, weights, margin) => {
      const lead = tf.sub(scores, tf.transpose(scores));
      return tf.sum(tf.mul(weights, tf.relu(tf.sub(margin, lead))));
    },
    weightedL1: (a, b, weights) => tf.mean(tf.mul(weights, tf.abs(tf.sub(a, b)))),
    positionContrast: (a, b, places, temperature) => {
      const [n, h, w, c] = a.shape;
      const [first, second] = [a, b].map((x) =>
        unit(tf.gather(tf.reshape(x, [n, h * w, c]), [...places], 1), 2),
      );
      const logits = tf.div(tf.matMul(first, second, false, true), temperature);
      const hits = [logits, tf.transpose(logits, [0, 2, 1])].map((one) =>
        tf.mul(tf.logSoftmax(one), tf.expandDims(tf.eye(places.length), 0)),
      );
      return tf.div(tf.sum(tf.add(hits[0], hits[1])), -2 * n * places.length);
    },
    sum: (terms) => terms.map(([weight, loss]) => tf.mul(loss, weight)).reduce((a, b) => tf.add(a, b)),
  };
}

/** Divided by the length along an axis. */
const unit = (x: tf.Tensor, axis: number): tf.Tensor =>
  tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), axis, true), LENGTH_EPSILON)));

/** Remembers a model's moving averages; the function returned puts them back. */
function moving(model: LayersModel): () => void {
  const weights = model.weights.filter((weight) => weightName(weight).startsWith('moving_'));
  const values = weights.map((weight) => weight.read().clone());
  return () => {
    weights.forEach((weight, i) => weight.write(values[i]));
    tf.dispose(values);
  };
}
