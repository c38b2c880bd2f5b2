import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { tap } from '../../../src/features/tap';
import { createImage } from '@ddr-lab/images/image';
import { type GraphNetwork, isGraphNetwork } from '../../../src/networks/tappable';
import { importNetwork } from '../../../src/networks/import/import-network';
import { importWeights } from '../../../src/networks/import/import-weights';
import { superResolve } from '../../../src/networks/super-resolve';

const folder = path.join(__dirname, '../../fixtures/import/onnx');

async function open(name: string, options = {}): Promise<GraphNetwork> {
  const network = await importNetwork(path.join(folder, `${name}.onnx`), options);
  if (!isGraphNetwork(network)) throw new Error('no graph network');
  return network;
}

async function arrays(name: string): Promise<Record<string, Numbers>> {
  const file = await readNpz(path.join(folder, `${name}.npz`));
  return Object.fromEntries(
    Object.entries(file).map(([key, { data, shape }]) => [key, { data: data as Float32Array, dims: shape }]),
  );
}

function expectClose(actual: Numbers, wanted: Numbers, tolerance: number): void {
  expect(actual.dims).toEqual(wanted.dims);
  let worst = 0;
  actual.data.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - wanted.data[i]))));
  expect(worst).toBeLessThan(tolerance);
}

describe('an ONNX model', () => {
  let network: GraphNetwork | undefined;
  afterEach(() => network?.dispose());

  it.each([
    ['msrresnet-x4', 'any size', 'nchw', 2e-5],
    ['all-open', 'all sizes unknown, channels, too', 'nchw', 2e-5],
    ['channels-last', 'channels last, as from TensorFlow', 'nhwc', 2e-5],
    ['norm', 'batch normalisation folded into the convolutions', 'nchw', 2e-5],
    // Half precision has 11 bits: 5e-4 of values of about 1, added up over a chain of three.
    ['half', 'weights, input and output in half precision', 'nchw', 5e-3],
    ['one-size', 'opset 9, one size of images, pixel shuffles as reshapes', 'nchw', 2e-5],
  ])('%s computes what PyTorch computes (%s)', async (name, _, layout, tolerance) => {
    network = await open(name);
    expect(network.metadata).toMatchObject({
      source: `${name}.onnx`,
      format: 'onnx',
      layout,
      input: 'RGB in [0, 1]',
    });
    const { input, output } = await arrays(name);
    // float32 sums in another order: some 1e-6 for values of about 1.
    expectClose(await network.predict(input), output, tolerance);
  });

  it('gives every tensor between two operations, by its operation’s name or its own', async () => {
    network = await open('msrresnet-x4');
    expect(network.blocks).toEqual(['/body/body.0/Add', '/body/body.1/Add']);
    expect(network.layers).toEqual([
      ...['/LeakyRelu', '/body/body.0/Relu', '/body/body.0/conv2/Conv', '/body/body.0/Add'],
      ...['/body/body.1/Relu', '/body/body.1/conv2/Conv', '/body/body.1/Add'],
      ...[
        '/upconv1/Conv',
        '/LeakyRelu_1',
        '/upconv2/Conv',
        '/LeakyRelu_2',
        '/LeakyRelu_3',
        '/conv_last/Conv',
        '/Add',
      ],
    ]);
    const { input, output, ...layers } = await arrays('msrresnet-x4');
    const names = ['/body/body.0/Add', '/body/body.1/Add_output_0', '/conv_first/Conv', '/Add', 'output'];
    const [first, body, conv, ...last] = await network.compute(names, input);
    expectClose(first, layers.first, 2e-5);
    expectClose(body, layers.body, 2e-5);
    expectClose(conv, layers.conv_first, 2e-5);
    for (const one of last) expectClose(one, output, 2e-5);
    await expect(network.compute(['RB1'], input)).rejects.toThrow(/no layer RB1. Its layers are \/LeakyRelu/);
  });

  it('computes what the same weights do as a PyTorch file', async () => {
    network = await open('msrresnet-x4');
    const own = await importWeights(path.join(folder, '../msrresnet-x4.pth'));
    const images = Array.from({ length: 3 }, (_, n) =>
      createImage(
        5,
        8,
        Float32Array.from({ length: 120 }, (_, i) => ((i * (n + 7)) % 31) / 31),
      ),
    );
    const { RB2 } = await tap(own, ['RB2'], images);
    const { '/body/body.1/Add': theirs } = await tap(network, ['/body/body.1/Add'], images);
    expect([theirs.rows, theirs.columns]).toEqual([RB2.rows, RB2.columns]);
    theirs.data.forEach((value, i) => expect(Math.abs(value - RB2.data[i])).toBeLessThan(1e-4));
    const ours = await superResolve(own, images[0]);
    (await superResolve(network, images[0])).data.forEach((value, i) =>
      expect(Math.abs(value - ours.data[i])).toBeLessThan(1e-4),
    );
    const before = tf.memory().numTensors;
    own.model.dispose();
    expect(tf.memory().numTensors).toBeLessThan(before);
  });

  it('reads weights that lie beside it', async () => {
    network = await open('beside');
    const { input, output } = await arrays('msrresnet-x4');
    expectClose(await network.predict(input), output, 2e-5);
    const other = await open('msrresnet-x4');
    expect(other.fingerprint).toBe(network.fingerprint);
    other.dispose();
  });

  it('made for one size takes others, where its file alone says so', async () => {
    network = await open('one-size');
    expect(network.size).toBeUndefined();
    const other = await open('norm');
    const { input } = await arrays('norm');
    const cut = { data: input.data.slice(0, 5 * 9 * 3), dims: [1, 5, 9, 3] };
    expectClose(await network.predict(cut), await other.predict(cut), 2e-5);
    other.dispose();
  });

  it.each(['luma', 'luma-one-size'])('%s of luma alone gets Y and gives colours', async (name) => {
    network = await open(name);
    expect(network.metadata.input).toBe('Y in [0, 1]');
    const { input: y, output, first } = await arrays('luma');
    // Greys whose Y these are: Y = (16 + 219 v) / 255.
    const grey = (value: number): number => (255 * value - 16) / 219;
    const [, height, width] = y.dims;
    const data = Float32Array.from({ length: y.data.length * 3 }, (_, i) => grey(y.data[Math.floor(i / 3)]));
    const image = { data, dims: [1, height, width, 3] };
    const result = await network.predict(image);
    const wanted = Float32Array.from({ length: result.data.length }, (_, i) =>
      grey(output.data[Math.floor(i / 3)]),
    );
    if (name === 'luma') {
      // Values up to some tens here, in float32.
      expectClose(result, { data: wanted, dims: [1, 2 * height, 2 * width, 3] }, 1e-4);
      const [features] = await network.compute([network.layers[0]], image);
      expectClose(features, first, 1e-4);
    } else expect(result.dims).toEqual([1, 2 * height, 2 * width, 3]);
  });

  it('fed in another range than it was trained in says so, and is fed as told', async () => {
    network = await open('bytes');
    expect(network.metadata.warning).toMatch(/fed RGB in \[0, 1\], .*another.*say { range: 255 }/);
    network.dispose();
    network = await open('bytes', { range: 255 });
    expect(network.metadata.warning).toBeUndefined();
    expect(network.metadata.input).toBe('RGB in [0, 255]');
    const { input, output } = await arrays('bytes');
    const scaled = ({ data, dims }: Numbers): Numbers => ({ data: data.map((value) => value / 255), dims });
    expectClose(await network.predict(scaled(input)), scaled(output), 1e-6);
    await expect(open('bytes', { range: 2 })).rejects.toThrow(/range 2/);
  });
});
