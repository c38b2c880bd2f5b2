import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import { type GraphNetwork, isGraphNetwork } from '../../../src/networks/tappable';
import { importNetwork } from '../../../src/networks/import/import-network';
import { readTfjs } from '@ddr-lab/graphs/tfjs/read-tfjs';
import { createRandom } from '@ddr-lab/base/random';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-tfjs-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => void (await useBackend()));

const random = createRandom(6);
const draw = (count: number): Float32Array =>
  Float32Array.from({ length: count }, () => 0.3 * (random.uniform() - 0.4));
const weights = {
  first: { shape: [3, 3, 3, 4], data: draw(108) },
  second: { shape: [3, 3, 4, 4], data: draw(144) },
  last: { shape: [3, 3, 4, 3], data: draw(108) },
};
const images: Numbers = { data: draw(2 * 5 * 6 * 3).map((v) => v + 0.2), dims: [2, 5, 6, 3] };

/** What the networks below compute: three convolutions, the second's result added to the first's. */
function reference(): Record<'First' | 'Sum' | 'Last', Numbers> {
  tf.engine().startScope();
  try {
    const x = tf.tensor4d(images.data, [2, 5, 6, 3]);
    const conv = (from: tf.Tensor4D, { shape, data }: { shape: number[]; data: Float32Array }): tf.Tensor4D =>
      tf.conv2d(from, tf.tensor4d(data, shape as [number, number, number, number]), 1, 'same');
    const first = tf.relu(conv(x, weights.first));
    const sum = tf.add(first, conv(first, weights.second)) as tf.Tensor4D;
    const last = conv(sum, weights.last);
    const numbers = (tensor: tf.Tensor): Numbers => ({
      data: tensor.dataSync<'float32'>().slice(),
      dims: tensor.shape,
    });
    return { First: numbers(first), Sum: numbers(sum), Last: numbers(last) };
  } finally {
    tf.engine().endScope();
  }
}

interface Manifest {
  paths: string[];
  weights: { name: string; shape: number[]; dtype: string }[];
}
interface ModelJson {
  format?: string;
  modelTopology: Record<string, unknown>;
  weightsManifest: Manifest[];
}

/** The weights in two shards, the second beginning in the middle of a tensor. */
function shards(names: Record<keyof typeof weights, string>): { manifest: Manifest[]; bytes: Buffer[] } {
  const all = Object.entries(weights).map(([key, { shape }]) => ({
    name: names[key as keyof typeof weights],
    shape,
    dtype: 'float32',
  }));
  const bytes = Buffer.concat(Object.values(weights).map(({ data }) => Buffer.from(data.buffer)));
  const paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
  return { manifest: [{ paths, weights: all }], bytes: [bytes.subarray(0, 500), bytes.subarray(500)] };
}

function write(name: string, json: ModelJson, bytes: readonly Buffer[]): string {
  const place = path.join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, 'model.json'), JSON.stringify(json));
  bytes.forEach((part, i) => writeFileSync(path.join(place, `group1-shard${i + 1}of2.bin`), part));
  return place;
}

/** As `model.save` writes it. */
function layersModel(): { json: ModelJson; bytes: Buffer[] } {
  const conv = (name: string, filters: number, x: SymbolicTensor): SymbolicTensor =>
    layers
      .conv2d({ name, filters, kernelSize: 3, padding: 'same', useBias: false })
      .apply(x) as SymbolicTensor;
  const x = input({ shape: [null, null, 3], name: 'image' });
  const first = layers.reLU({ name: 'First' }).apply(conv('first', 4, x)) as SymbolicTensor;
  const sum = layers.add({ name: 'Sum' }).apply([first, conv('second', 4, first)]) as SymbolicTensor;
  const built = model({ inputs: x, outputs: conv('Last', 3, sum) });
  const { manifest, bytes } = shards({ first: 'first/kernel', second: 'second/kernel', last: 'Last/kernel' });
  const topology = JSON.parse(built.toJSON() as string) as Record<string, unknown>;
  built.dispose();
  return { json: { format: 'layers-model', modelTopology: topology, weightsManifest: manifest }, bytes };
}

/** As TensorFlow's converter writes it. */
function graphModel(): { json: ModelJson; bytes: Buffer[] } {
  const shape = (dims: readonly number[]): object => ({
    shape: { dim: dims.map((size) => ({ size: String(size) })) },
  });
  const type = { type: 'DT_FLOAT' };
  const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') });
  const constant = (name: string, dims: readonly number[]): object => ({
    ...{ name, op: 'Const' },
    attr: {
      dtype: type,
      value: { tensor: { dtype: 'DT_FLOAT', tensorShape: (shape(dims) as { shape: object }).shape } },
    },
  });
  const conv = (name: string, from: string, kernel: string): object => ({
    ...{ name, op: 'Conv2D', input: [from, kernel] },
    attr: {
      ...{ T: type, padding: text('SAME'), data_format: text('NHWC') },
      ...{ strides: { list: { i: ['1', '1', '1', '1'] } }, dilations: { list: { i: ['1', '1', '1', '1'] } } },
    },
  });
  const node = [
    { name: 'image', op: 'Placeholder', attr: { dtype: type, shape: shape([-1, -1, -1, 3]) } },
    constant('k1', weights.first.shape),
    constant('k2', weights.second.shape),
    constant('k3', weights.last.shape),
    conv('first', 'image', 'k1'),
    { name: 'First', op: 'Relu', input: ['first'], attr: { T: type } },
    conv('second', 'First', 'k2'),
    { name: 'Sum', op: 'AddV2', input: ['First', 'second'], attr: { T: type } },
    conv('Last', 'Sum', 'k3'),
  ];
  const { manifest, bytes } = shards({ first: 'k1', second: 'k2', last: 'k3' });
  const topology = { node, library: {}, versions: { producer: 440 } };
  return { json: { format: 'graph-model', modelTopology: topology, weightsManifest: manifest }, bytes };
}

const formats = [
  ['tfjs layers model', layersModel],
  ['tfjs graph model', graphModel],
] as const;

describe.each(formats)('a %s', (format, make) => {
  it('is tapped anywhere, and leaves nothing behind', async () => {
    const { json, bytes } = make();
    const wanted = reference();
    const before = tf.memory().numTensors;
    const network = (await importNetwork(write('right', json, bytes))) as GraphNetwork;
    expect(isGraphNetwork(network)).toBe(true);
    expect(network.metadata).toMatchObject({ source: 'right', format, input: 'RGB in [0, 1]' });
    expect(network.layers).toEqual(['First', 'second', 'Sum', 'Last']);
    const names = ['Sum', 'First', 'Last', 'Sum'] as const;
    const found = await network.compute(names, images);
    names.forEach((name, i) => {
      expect(found[i].dims).toEqual(wanted[name].dims);
      // Values of about 1, float32 sums in another order.
      found[i].data.forEach((value, k) => expect(Math.abs(value - wanted[name].data[k])).toBeLessThan(1e-5));
    });
    await expect(network.compute(['None'], images)).rejects.toThrow(/no layer None/);
    // The same by its file, and the same fingerprint.
    const again = (await importNetwork(path.join(folder, 'right/model.json'))) as GraphNetwork;
    expect(again.fingerprint).toBe(network.fingerprint);
    again.dispose();
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  const hostile = (change: (json: ModelJson, bytes: Buffer[]) => void): string => {
    const { json, bytes } = make();
    const copy = JSON.parse(JSON.stringify(json)) as ModelJson;
    const parts = bytes.map((part) => Buffer.from(part));
    change(copy, parts);
    return write('wrong', copy, parts);
  };
  const manifest = (json: ModelJson): Manifest => json.weightsManifest[0];
  it.each<[string, (json: ModelJson, bytes: Buffer[]) => void, RegExp]>([
    ['a shard in /etc', (json) => (manifest(json).paths[1] = '/etc/passwd'), /not in its own folder/],
    ['a shard in a folder above', (json) => (manifest(json).paths[1] = '../secret'), /not in its own folder/],
    ['a shard behind a link', (json) => (manifest(json).paths[1] = 'link'), /leads out/],
    ['a shard from the net', (json) => (manifest(json).paths[1] = 'https://example.org/a.bin'), /missing/],
    ['a shard too short', (_, bytes) => (bytes[1] = bytes[1].subarray(4)), /bytes where 1440 are needed/],
    ['a shard too long', (_, bytes) => (bytes[0] = Buffer.alloc(5000)), /bytes where 1440 are needed/],
    [
      'weights of 2^80 numbers',
      (json) => (manifest(json).weights[0].shape = [2 ** 40, 2 ** 40]),
      /claims to be/,
    ],
    ['weights of a negative size', (json) => (manifest(json).weights[0].shape = [-1]), /has no shape/],
    ['texts as weights', (json) => (manifest(json).weights[0].dtype = 'string'), /type string/],
    ['no weights', (json) => (json.weightsManifest = []), /./],
    ['no graph', (json) => (json.modelTopology = null as never), /no modelTopology/],
  ])('with %s is refused', async (_, change, message) => {
    const outside = path.join(folder, 'secret');
    writeFileSync(outside, Buffer.alloc(940));
    mkdirSync(path.join(folder, 'wrong'), { recursive: true });
    rmSync(path.join(folder, 'wrong/link'), { force: true });
    symlinkSync(outside, path.join(folder, 'wrong/link'));
    const error = await importNetwork(hostile(change)).catch((caught: unknown) => caught);
    expect(error, String((error as Error).stack)).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain('wrong');
  });

  it('with characters changed at random is read or refused, never more', async () => {
    const { json, bytes } = make();
    const place = write('changed', json, bytes);
    const whole = Buffer.from(JSON.stringify(json));
    const letters = Buffer.from('0123456789"{}[],:-.e/abcNtrunl');
    const draws = createRandom(8);
    const pick = (count: number): number => Math.floor(count * draws.uniform());
    let refused = 0;
    for (let run = 0; run < 500; run++) {
      const changed = Buffer.from(whole);
      for (let i = 1 + pick(3); i > 0; i--) changed[pick(changed.length)] = letters[pick(letters.length)];
      writeFileSync(path.join(place, 'model.json'), changed);
      // Every tenth that can be read is built and run, too.
      const open = run % 10 === 0 ? importNetwork(place) : readTfjs(place);
      const found = await open.catch((error: unknown) => {
        expect(error, `${String((error as Error).stack)}`).toBeInstanceOf(InputError);
        refused++;
        return undefined;
      });
      if (found && 'dispose' in found) found.dispose();
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(500);
  }, 240_000);
});

it('layers that tfjs has not are refused by name', async () => {
  const { json, bytes } = layersModel();
  const text = JSON.stringify(json).replace('"class_name":"ReLU"', '"class_name":"Lambda"');
  const place = write('lambda', JSON.parse(text) as ModelJson, bytes);
  await expect(importNetwork(place)).rejects.toThrow(/it has a Lambda, which tfjs has not/);
});

it('a layer that would fill the memory is refused before it computes', async () => {
  const { json, bytes } = layersModel();
  const text = JSON.stringify(json)
    .replace('"class_name":"ReLU"', '"class_name":"UpSampling2D"')
    .replaceAll('"name":"First"', '"name":"First","size":[60000,60000]');
  const place = write('bomb', JSON.parse(text) as ModelJson, bytes);
  await expect(importNetwork(place)).rejects.toThrow(InputError);
});

it('operations that tfjs has not, and loops, are refused by name', async () => {
  for (const op of ['Frobnicate', 'StatelessWhile']) {
    const { json, bytes } = graphModel();
    const text = JSON.stringify(json).replace('"op":"Relu"', `"op":"${op}"`);
    const place = write('unknown', JSON.parse(text) as ModelJson, bytes);
    const error = await importNetwork(place).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(op);
  }
});
