import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { normals, type Float64Values } from '../reference/array';

/** An operation of tfjs and the same from its definition. */
export interface Operation {
  readonly inputs: readonly Float64Values[];
  readonly compute: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly reference: (...inputs: Float64Values[]) => Float64Values;
}

/** Step of the central differences: their own error is h^2 = 1e-8 or less for functions this smooth. */
const h = 1e-4;

/** Expects an operation's values to be those of the reference. */
export function expectValues({ inputs, compute, reference }: Operation): void {
  const expected = reference(...inputs);
  const y = tf.tidy(() => {
    const tensor = compute(...inputs.map(tensorOf));
    return { shape: tensor.shape, data: tensor.dataSync<'float32'>().slice() };
  });
  expect(y.shape).toEqual(expected.shape);
  expectClose(y.data, [...expected.data], largestSize([expected, ...inputs]));
}

/**
 * Expects an operation's values, and the gradient of a random projection of them with regard to every input,
 * to be those of the reference in float64, there by central differences; and no tensor left behind.
 */
export function expectGradients(operation: Operation): void {
  const { inputs, compute, reference } = operation;
  const before = tf.memory().numTensors;
  expectValues(operation);
  const projection = normals(reference(...inputs).shape, 99);
  const gradients = tf.tidy(() =>
    tf
      .grads(compute)(inputs.map(tensorOf), tensorOf(projection))
      .map((gradient) => ({ shape: gradient.shape, data: gradient.dataSync<'float32'>().slice() })),
  );
  inputs.forEach((input, which) => {
    const { shape, data } = gradients[which];
    expect(shape).toEqual(input.shape);
    const at = sample(data.length);
    const expected = centralDifferences(inputs, which, at, reference, projection);
    expectClose(
      at.map((i) => data[i]),
      expected,
      largestSize([projection, ...inputs]),
    );
  });
  expect(tf.memory().numTensors).toBe(before);
}

/** All elements, or 200 drawn from them where there are more: each one costs two computations of the whole. */
function sample(length: number): number[] {
  const all = Array.from({ length }, (_, i) => i);
  return createRandom(3, length).shuffle(all).slice(0, 200);
}

function largestSize(arrays: readonly Float64Values[]): number {
  return Math.max(...arrays.map(({ data }) => data.length));
}

function tensorOf({ data, shape }: Float64Values): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

function centralDifferences(
  inputs: readonly Float64Values[],
  which: number,
  at: readonly number[],
  reference: Operation['reference'],
  projection: Float64Values,
): number[] {
  const data = inputs[which].data.slice();
  const changed = inputs.map((input, i) => (i === which ? { shape: input.shape, data } : input));
  const projected = (): number => {
    const { data: y } = reference(...changed);
    return y.reduce((sum, value, i) => sum + value * projection.data[i], 0);
  };
  return at.map((i) => {
    const value = data[i];
    data[i] = value + h;
    const above = projected();
    data[i] = value - h;
    const below = projected();
    data[i] = value;
    return (above - below) / (2 * h);
  });
}

/**
 * Each value is a sum of at most `terms` products, and float32 rounds each partial sum by up to 2^-24 of its
 * size. Rounding errors of random sign add up as a random walk: sqrt(terms) steps; six of them are allowed,
 * of the size of the largest value.
 */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], terms: number): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
  const allowed = 6 * Math.sqrt(terms) * 2 ** -24 * largest;
  const wrong = expected.findIndex((value, i) => !(Math.abs(actual[i] - value) <= allowed));
  expect(wrong, `value ${wrong} is ${actual[wrong]}, not ${expected[wrong]} within ${allowed}`).toBe(-1);
}
