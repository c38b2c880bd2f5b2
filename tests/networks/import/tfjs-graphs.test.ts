import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '@ddr-lab/base/arrays/half';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { tap } from '../../../src/features/tap';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import type { GraphNetwork } from '../../../src/networks/tappable';
import { importNetwork } from '../../../src/networks/import/import-network';
import type { ImportOptions } from '../../../src/networks/import/recognised';
import { superResolve } from '../../../src/networks/super-resolve';
import {
  drawnWeight,
  graphConv,
  graphNode,
  placeholder,
  setting,
  wholeWeight,
  writeGraphModel,
  type Weight,
} from './tfjs-models';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-graphs-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => void (await useBackend()));

let network: GraphNetwork | undefined;
afterEach(() => network?.dispose());

const image = placeholder('image', [-1, -1, -1, 3]);
const write = (nodes: readonly object[], weights: readonly Weight[], more = {}): string =>
  writeGraphModel(path.join(folder, 'net'), nodes, weights, more);
const open = async (place: string, options: ImportOptions = {}): Promise<GraphNetwork> =>
  (network = (await importNetwork(place, options)) as GraphNetwork);
const k = drawnWeight('k', [3, 3, 3, 3], 1);
const lr = drawScene({ seed: 3, height: 33, width: 47 });

it('sides that must be even are reflected, and the output is cut', async () => {
  // Halved, doubled by repetition, and added to what was there before.
  const nodes = [
    image,
    graphConv('first', 'image', 'k'),
    graphConv('half', 'first', 'k', 2),
    graphNode('wide', 'ConcatV2', ['half', 'half', 'half', 'half', 'axis'], { N: { i: '4' } }),
    graphNode('double', 'DepthToSpace', ['wide'], { block_size: { i: '2' }, data_format: setting('NHWC') }),
    graphNode('sum', 'AddV2', ['first', 'double']),
  ];
  await open(write(nodes, [k, wholeWeight('axis', [3], [])]));
  expect(network!.metadata.multiple).toContain('multiple of 2 ');
  expect(await superResolve(network!, lr)).toMatchObject({ height: 33, width: 47 });
  const { half, sum } = await tap(network!, ['half', 'sum'], [lr]);
  expect([half.columns, sum.columns]).toEqual([17 * 24 * 3, 33 * 47 * 3]);
});

describe('several outputs', () => {
  const nodes = [
    image,
    graphConv('deep', 'image', 'v'),
    graphConv('y', 'deep', 'u'),
    graphNode('z', 'Neg', ['y']),
  ];
  const weights = [drawnWeight('v', [3, 3, 3, 5], 1), drawnWeight('u', [3, 3, 5, 3], 2)];
  const signed = (...names: string[]): object => ({
    signature: {
      inputs: {
        image: {
          name: 'image:0',
          dtype: 'DT_FLOAT',
          tensorShape: { dim: [-1, -1, -1, 3].map((size) => ({ size: String(size) })) },
        },
      },
      outputs: Object.fromEntries(
        names.map((name) => [`out_${name}`, { name: `${name}:0`, dtype: 'DT_FLOAT' }]),
      ),
    },
  });

  it('the one that is an image is taken', async () => {
    await open(write(nodes, weights, signed('deep', 'y')));
    expect(network!.metadata.output).toBe('y');
    expect(await superResolve(network!, lr)).toMatchObject({ height: 33, width: 47 });
  });

  it('or the one that is named', async () => {
    const place = write(nodes, weights, signed('y', 'z'));
    await expect(open(place)).rejects.toThrow(/2 of its outputs are images, y .*\{ output: 'y' \}/);
    await open(place, { output: 'out_z' });
    expect(network!.layers).toContain('z');
    await expect(open(place, { output: 'none' })).rejects.toThrow(/no output none/);
  });
});

it('a further input is told with its size, and filled with the number that is given', async () => {
  const nodes = [
    image,
    placeholder('sigma', [-1, 1]),
    graphNode('scaled', 'Mul', ['image', 'level']),
    graphNode('level', 'Reshape', ['sigma', 'four']),
    graphConv('y', 'scaled', 'k'),
  ];
  const place = write(nodes, [k, wholeWeight('four', [1, 1, 1, 1])]);
  await expect(open(place)).rejects.toThrow(/takes 2 inputs, .*sigma \(any x 1\).*inputs: \{ sigma: 0.1 \}/);
  const images = { data: lr.data, dims: [1, 33, 47, 3] };
  const once = await (await open(place, { inputs: { sigma: 1 } })).predict(images);
  network!.dispose();
  const twice = await (await open(place, { inputs: { sigma: 2 } })).predict(images);
  // Doubling is exact in float32; what is no number would be alike, too.
  expect(once.data.every((one) => Number.isFinite(one) && one !== 0)).toBe(true);
  twice.data.forEach((one, i) => expect(one).toBe(2 * once.data[i]));
});

describe('weights of other types', () => {
  const plain = k.data as Float32Array;
  const levels = (most: number): { scale: number; min: number; whole: number[] } => {
    const min = Math.min(...plain);
    const scale = (Math.max(...plain) - min) / most;
    return { scale, min, whole: Array.from(plain, (one) => Math.round((one - min) / scale)) };
  };
  const [bytes, words] = [levels(255), levels(65535)];
  it.each<[string, Weight, (i: number) => number]>([
    [
      'uint8',
      {
        ...k,
        data: Uint8Array.from(bytes.whole),
        quantization: { dtype: 'uint8', scale: bytes.scale, min: bytes.min },
      },
      (i) => bytes.whole[i] * bytes.scale + bytes.min,
    ],
    [
      'uint16',
      {
        ...k,
        data: Uint16Array.from(words.whole),
        quantization: { dtype: 'uint16', scale: words.scale, min: words.min },
      },
      (i) => words.whole[i] * words.scale + words.min,
    ],
    [
      'float16',
      {
        ...k,
        data: Uint16Array.from(plain, toHalf),
        quantization: { dtype: 'float16', original_dtype: 'float32' },
      },
      (i) => fromHalf(toHalf(plain[i])),
    ],
  ])('%s are read right', async (_, weight, value) => {
    const images = { data: lr.data, dims: [1, 33, 47, 3] };
    const nodes = [image, graphConv('y', 'image', 'k')];
    const found = await (await open(write(nodes, [weight]))).predict(images);
    network!.dispose();
    const same = { ...k, data: Float32Array.from(plain, (_one, i) => value(i)) };
    const wanted = await (await open(write(nodes, [same]))).predict(images);
    // Scale and offset are applied in float32 or in float64: 1e-7 of values of about 1.
    found.data.forEach((one, i) => expect(Math.abs(one - wanted.data[i])).toBeLessThan(1e-5));
  });

  it.each(['complex64', 'string', 'int8'])('%s are refused by name', async (dtype) => {
    await expect(open(write([image, graphConv('y', 'image', 'k')], [{ ...k, dtype }]))).rejects.toThrow(
      new RegExp(dtype),
    );
  });
});

describe('a hostile graph', () => {
  const refused = async (nodes: readonly object[], weights: readonly Weight[] = [k]): Promise<string> => {
    const before = tf.memory().numTensors;
    const rss = process.memoryUsage().rss;
    const error = await open(write([image, ...nodes], weights)).catch((caught: unknown) => caught);
    expect(error, String((error as Error).stack)).toBeInstanceOf(InputError);
    expect(tf.memory().numTensors).toBe(before);
    expect(process.memoryUsage().rss - rss).toBeLessThan(2 ** 29);
    return (error as Error).message;
  };
  const conv = graphConv('y', 'image', 'k');
  const one = { ...drawnWeight('one', [], 1) };

  it.each<[string, readonly object[], RegExp]>([
    [
      'an input from nowhere',
      [conv, graphNode('z', 'Relu', ['yy'])],
      /node z takes its input from yy, which there is not/,
    ],
    [
      'a circle',
      [
        conv,
        graphNode('a', 'Relu', ['b']),
        graphNode('b', 'Relu', ['a']),
        graphNode('z', 'AddV2', ['y', 'b']),
      ],
      /depends on itself/,
    ],
    ['a node that feeds itself', [conv, graphNode('z', 'AddV2', ['y', 'z'])], /z depends on itself/],
    ['two nodes of one name', [conv, conv], /two of its nodes are named y/],
    ['a branch', [conv, graphNode('z', 'If', ['y'])], /is a If/],
    ['a call', [conv, graphNode('z', 'StatefulPartitionedCall', ['y'])], /is a StatefulPartitionedCall/],
    ['a node named __proto__', [conv, graphNode('__proto__', 'Relu', ['y'])], /named __proto__/],
    ['four channels', [graphNode('z', 'Relu', ['y']), conv, placeholder('other', [1])], /takes 2 inputs/],
  ])('with %s is refused', async (_, nodes, message) => {
    expect(await refused(nodes)).toMatch(message);
  });

  it.each<[string, readonly object[], readonly Weight[]]>([
    ['Fill', [graphNode('big', 'Fill', ['size', 'one'])], [wholeWeight('size', [40000, 40000]), one]],
    [
      'Tile',
      [graphNode('big', 'Tile', ['y', 'size'], { Tmultiples: { type: 'DT_INT32' } })],
      [wholeWeight('size', [1, 300, 300, 1])],
    ],
    [
      'Resize',
      [
        graphNode('big', 'ResizeNearestNeighbor', ['y', 'size'], {
          align_corners: setting(false),
          half_pixel_centers: setting(false),
        }),
      ],
      [wholeWeight('size', [30000, 30000])],
    ],
    [
      'BroadcastTo',
      [graphNode('big', 'BroadcastTo', ['one', 'size'])],
      [wholeWeight('size', [20000, 20000]), one],
    ],
  ])(
    'that makes a result of gigabytes by %s is refused',
    async (_, nodes, weights) => {
      const end = [
        graphNode('most', 'Max', ['big', 'axes'], { keep_dims: setting(false) }),
        graphNode('z', 'AddV2', ['y', 'most']),
      ];
      expect(await refused([conv, ...nodes, ...end], [k, ...weights, wholeWeight('axes', [0, 1])])).toMatch(
        /memory|over 35 s/,
      );
    },
    120_000,
  );

  it('of 15,000 nodes, the last first, is opened', async () => {
    const chain = Array.from({ length: 15_000 }, (_, i) =>
      graphNode(`r${i}`, 'Relu', [i ? `r${i - 1}` : 'y']),
    );
    await open(write([image, ...chain.reverse(), conv], [k]));
    expect(network!.layers.length).toBeGreaterThan(0);
  }, 240_000);
});
