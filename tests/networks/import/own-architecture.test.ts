import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { networkFrom } from '../../../src/networks/import/recognise';
import { InputError } from '@ddr-lab/base/errors';

const folder = path.join(__dirname, '../../fixtures/import');
const file = path.join(folder, 'srcnn.pth');

/** SRCNN of the fixtures, as a reader would write it. */
function build(): LayersModel {
  const conv = (name: string, x: SymbolicTensor, filters: number, kernelSize: number): SymbolicTensor =>
    layers.conv2d({ name, filters, kernelSize, padding: 'same' }).apply(x) as SymbolicTensor;
  const relu = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.reLU({ name }).apply(x) as SymbolicTensor;
  const x = input({ shape: [null, null, 3] });
  const first = relu('First', conv('first.conv', x, 4, 9));
  const second = relu('Second', conv('second.conv', first, 2, 5));
  return model({ inputs: x, outputs: conv('Last', second, 3, 5) });
}

it('a model of one’s own takes a file’s weights by a map of names', async () => {
  const before = tf.memory().numTensors;
  const network = await networkFrom(file, build, {
    'first.conv': 'conv1',
    'second.conv': 'conv2',
    Last: 'conv3',
  });
  expect(network.layers).toEqual(['First', 'Second', 'Last']);
  const { input: given, output } = await readNpz(path.join(folder, 'srcnn.npz'));
  const x = tf.tensor(given.data as Float32Array, [...given.shape]);
  const y = network.model.predict(x) as tf.Tensor;
  const actual = y.dataSync<'float32'>();
  // float32 sums in another order.
  actual.forEach((value, i) => expect(Math.abs(value - Number(output.data[i]))).toBeLessThan(1e-5));
  tf.dispose([x, y]);
  network.model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('says what does not fit, and leaves nothing behind', async () => {
  const before = tf.memory().numTensors;
  const tried = (names: Record<string, string>): Promise<unknown> => networkFrom(file, build, names);
  await expect(tried({ 'first.conv': 'conv1', Last: 'conv3' })).rejects.toThrow(
    /second.conv\/kernel has no tensor; conv2.weight \(2 x 4 x 5 x 5\) is not used/,
  );
  await expect(tried({ 'first.conv': 'conv2', 'second.conv': 'conv1', Last: 'conv3' })).rejects.toThrow(
    /conv2.weight \(2 x 4 x 5 x 5\) does not fit first.conv\/kernel \(9 x 9 x 3 x 4\)/,
  );
  await expect(tried({ nothing: 'conv1' })).rejects.toThrow(/no layer nothing/);
  await expect(tried({ First: 'conv1' })).rejects.toThrow(InputError);
  expect(tf.memory().numTensors).toBe(before);
});
