import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  model as buildModel,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { BilinearLike } from '@ddr-lab/engine/layers/bilinear-like';
import { describeLayers, type LayerDescription } from '../../src/features/describe-layers';
import { passOf } from '../../src/features/tap';
import { importNetwork } from '../../src/networks/import/import-network';
import { importWeights } from '../../src/networks/import/import-weights';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork } from '../../src/networks/network';
import { disposeNetwork, type Tappable } from '../../src/networks/tappable';
import {
  graphConv,
  graphNode,
  placeholder,
  type Weight,
  writeGraphModel,
} from '../networks/import/tfjs-models';

const fixtures = path.join(__dirname, '../fixtures/import');
const folder = mkdtempSync(path.join(tmpdir(), 'ddr-layers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Images are long and narrow: what is seen along one axis does not depend on the other. */
const short = 16;

/**
 * Weights above 0, without biases: what any pixel that is lit adds to a feature is above 0, too, and never cancelled or rectified
 * away. So a feature of a dark image with one pixel lit is not that of the dark image exactly where it depends on the pixel.
 */
function makePositive(model: LayersModel): void {
  for (const weight of model.weights) {
    const isBias = /bias|beta|moving_mean/.test(weight.originalName);
    const shape = weight.shape as number[];
    const fan = shape.length > 1 ? shape.slice(0, -1).reduce((a, b) => a * b) : 1;
    const value = tf.fill(shape, isBias ? 0 : 1 / fan);
    weight.write(value);
    value.dispose();
  }
}

/**
 * How many pixels along an axis change a layer's places in its middle, by trying each pixel: the most of any of the places (one,
 * or twelve neighbours where the layer is larger than the image, or has its size again after a smaller one: their places differ). Independent of what any layer says of itself.
 */
async function support(
  network: Tappable,
  names: readonly string[],
  axis: 1 | 2,
  { light, long, phases }: { light: number; long: number; phases: boolean },
): Promise<number[]> {
  const dims = axis === 1 ? [1, long, short, 3] : [1, short, long, 3];
  const dark = new Float32Array(long * short * 3);
  const at = (place: number): number =>
    (axis === 1 ? place * short + short / 2 : (short / 2) * long + place) * 3;
  const pass = passOf(network, names);
  const run = async (data: Float32Array): Promise<readonly Numbers[]> =>
    (await pass({ data, dims })).map((one) => ({ data: one.data.slice(), dims: one.dims }));
  const base = await run(dark);
  const counts = names.map(() => new Int32Array(12));
  for (let place = 0; place < long; place++) {
    const lit = dark.slice();
    lit.fill(light, at(place), at(place) + 3);
    const results = await run(lit);
    results.forEach(({ data, dims: shape }, layer) => {
      const [, height, width, channels] = shape.length === 4 ? shape : [1, 1, 1, shape[1]];
      const size = axis === 1 ? height : width;
      const places = size > long || (phases && size === long) ? 12 : 1;
      for (let phase = 0; phase < places; phase++) {
        const along = Math.floor(size / 2) + phase;
        // Whichever place across: the pixel lit is in the middle there, and so is one of these.
        const across = Math.floor((axis === 1 ? width : height) / 2);
        const start = (axis === 1 ? along * width + across : across * width + along) * channels;
        const changed = data
          .subarray(start, start + channels)
          .some((value, c) => value !== base[layer].data[start + c]);
        if (changed) counts[layer][phase]++;
      }
    });
  }
  return counts.map((one) => Math.max(...one));
}

/** Expects what is told of a network's layers to be what comes out of trying. */
async function expectFields(
  network: Tappable,
  { light = 1, long = 96, phases = false } = {},
): Promise<LayerDescription[]> {
  const before = tf.memory().numTensors;
  const described = await describeLayers(network);
  expect(tf.memory().numTensors).toBe(before);
  const names = described.map(({ name }) => name);
  for (const [axis, side] of [
    [1, 'height'],
    [2, 'width'],
  ] as const) {
    const found = await support(network, names, axis, { light, long, phases });
    const told = described.map(({ receptiveField: field }) =>
      field === 'image' ? long : (field?.[side] ?? NaN),
    );
    expect(Object.fromEntries(names.map((name, i) => [name, told[i]]))).toEqual(
      Object.fromEntries(names.map((name, i) => [name, found[i]])),
    );
  }
  return described;
}

/** A weight of ones. */
const ones = (name: string, shape: readonly number[]): Weight => ({
  ...{ name, shape, dtype: 'float32' },
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.01),
});

/** Height and width of a field that is square. */
const square = (side: number): { height: number; width: number } => ({ height: side, width: side });

describe('receptive fields are what changes when a pixel does', () => {
  it.each([
    ['msrresnet-x3', 96],
    ['edsr-x3', 64],
    ['resnet18-cifar', 128],
  ])('of %s', async (name, long) => {
    const network = await loadNetwork(path.join(fixtures, `${name}.pth`));
    makePositive(network.model);
    await expectFields(network, { long });
    network.model.dispose();
  });

  it.each(['carn-m-x4-nearest', 'imdn-x2-rtc', 'srvgg-x4', 'rrdbnet-x2', 'prn'])('of %s', async (name) => {
    // PRN's file does not say how many stages there are.
    const options = name === 'prn' ? { stages: 2 } : {};
    const network = await importWeights(path.join(fixtures, 'families', `${name}.pth`), options);
    makePositive(network.model);
    await expectFields(network);
    network.model.dispose();
  });

  it('of a U-Net', async () => {
    const network = await buildNetwork({ kind: 'unet', channels: 4, levels: 3, blocks: 1, widening: 1 });
    makePositive(network.model);
    await expectFields(network, { phases: true });
    network.model.dispose();
  });

  it('of layers that no network here has together: strides, dilation, even windows, interpolation to a size', async () => {
    const image = input({ shape: [null, null, 3] });
    const add = (layer: layers.Layer, ...from: SymbolicTensor[]): SymbolicTensor =>
      layer.apply(from.length === 1 ? from[0] : from) as SymbolicTensor;
    const conv = (name: string, settings: object): layers.Layer =>
      layers.conv2d({ name, filters: 2, kernelSize: 3, padding: 'same', ...settings } as Parameters<
        typeof layers.conv2d
      >[0]);
    const first = add(conv('Even', { kernelSize: [2, 4] }), image);
    const dilated = add(conv('Dilated', { kernelSize: 2, dilationRate: 1 }), first);
    const strided = add(conv('Strided', { strides: [2, 2] }), dilated);
    const pooled = add(
      layers.averagePooling2d({ name: 'Pooled', poolSize: 3, strides: 2, padding: 'same' }),
      strided,
    );
    const large = add(new BilinearLike({ name: 'Large' }), pooled, first);
    const sum = add(layers.add({ name: 'Sum' }), large, first);
    const up = add(layers.upSampling2d({ name: 'Up', size: [2, 2], interpolation: 'nearest' }), sum);
    const model = buildModel({ inputs: image, outputs: up });
    makePositive(model);
    const names = ['Even', 'Dilated', 'Strided', 'Pooled', 'Large', 'Sum', 'Up'];
    const rows = await expectFields({ model, layers: names });
    expect(rows.map(({ stride }) => stride?.width)).toEqual([1, 1, 2, 4, 1, 1, 1 / 2]);
    expect(rows[0].receptiveField).toEqual({ height: 2, width: 4 });
    model.dispose();
  });

  it.each(['msrresnet-x4', 'channels-last'])('of the ONNX graph %s', async (name) => {
    const network = await importNetwork(path.join(fixtures, `onnx/${name}.onnx`));
    // Its weights are random, and stay: a strong light is not lost in what a rectifier cuts off or float32 rounds.
    await expectFields(network, { light: 1000, long: 32 });
    disposeNetwork(network);
  });

  it('of a tfjs graph model; a dash behind what is not known, and the weights of each node', async () => {
    const file = writeGraphModel(
      path.join(folder, 'graph'),
      [
        placeholder('x', [-1, -1, -1, 3]),
        graphConv('first', 'x', 'k1'),
        graphNode('rectified', 'Relu', ['first']),
        graphConv('strided', 'rectified', 'k2', 2),
        graphConv('last', 'strided', 'k2'),
        graphNode('odd', 'LRN', ['last']),
        graphConv('end', 'odd', 'k2'),
      ],
      [ones('k1', [3, 3, 3, 4]), ones('k2', [3, 3, 4, 4])],
    );
    const network = await importNetwork(file);
    const rows = await describeLayers(network);
    const row = (name: string): LayerDescription => rows.find((one) => one.name === name)!;
    expect(row('rectified')).toMatchObject({ receptiveField: square(3), stride: square(1), parameters: 108 });
    expect(row('last')).toMatchObject({ receptiveField: square(9), stride: square(2), parameters: 0 });
    expect(row('end')).toMatchObject({ receptiveField: undefined, stride: undefined, shape: [16, 16, 4] });
    disposeNetwork(network);
  });
});

describe('parameters', () => {
  it('are counted once, and are all that the network has', async () => {
    for (const file of ['msrresnet-x3.pth', 'families/prn-r.pth']) {
      const network = await loadNetwork(path.join(fixtures, file));
      const rows = await describeLayers(network);
      const total = rows.reduce((sum, { parameters }) => sum + parameters!, 0);
      expect(total, file).toBe(network.model.countParams());
      network.model.dispose();
    }
  });
});
