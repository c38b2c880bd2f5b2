import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { CropLike } from '@ddr-lab/engine/layers/crop-like';
import { FramesApart, OneFrame } from '@ddr-lab/engine/layers/frames';
import { Gelu } from '@ddr-lab/engine/layers/gelu';
import { MirroredMargin } from '@ddr-lab/engine/layers/mirrored-margin';
import { WindowAttention } from '@ddr-lab/engine/layers/window-attention/layer';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { byLayers, draw, drawWeights, expectClose } from '../backend/onnxruntime/compiled/compare';

interface Case {
  readonly frames: number;
  readonly shift: number;
  readonly loss: number;
  /** Of row 3 and column 5 of each clip's centre frame. */
  readonly made: number[];
  readonly gradients: Readonly<Record<string, number[]>>;
  /** By rows 2 and 3 of the clips. */
  readonly 'by clip': number[];
}

const file = path.join(__dirname, '../fixtures/window-attention/blocks.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
const [HEADS, CHANNELS, WINDOW, BATCH, HEIGHT, WIDTH] = [2, 16, 4, 2, 8, 12];

/** The numbers that the fixture's weights and inputs are. */
function formula(count: number, seed: number, size = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => size * Math.sin(0.37 * i * (1 + 0.11 * seed) + seed));
}

/** The fixture's network. */
function block(
  frames: number,
  shift: number,
  sides: readonly (number | null)[] = [HEIGHT, WIDTH],
): LayersModel {
  const dense = (name: string, units: number, x: SymbolicTensor): SymbolicTensor =>
    layers.dense({ name, units }).apply(x) as SymbolicTensor;
  const norm = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.layerNormalization({ name, epsilon: 1e-5 }).apply(x) as SymbolicTensor;
  const clip = input({ shape: [...sides, 3 * frames] });
  const apart = new FramesApart({ frames }).apply(clip) as SymbolicTensor;
  const conv = layers.conv2d({ name: 'Conv1', filters: CHANNELS, kernelSize: 3, padding: 'same' });
  let x = conv.apply(apart) as SymbolicTensor;
  const qkv = dense('Qkv', 3 * CHANNELS, norm('Norm1', x));
  const settings = { name: 'Attention', heads: HEADS, window: WINDOW, shift, frames };
  const seen = new WindowAttention(settings).apply(qkv) as SymbolicTensor;
  x = layers.add({ name: 'Sum1' }).apply([x, dense('Projection', CHANNELS, seen)]) as SymbolicTensor;
  const wide = new Gelu({}).apply(dense('Wide', 2 * CHANNELS, norm('Norm2', x))) as SymbolicTensor;
  x = layers.add({ name: 'Sum2' }).apply([x, dense('Narrow', CHANNELS, wide)]) as SymbolicTensor;
  const centre = new OneFrame({ frames, frame: Math.floor(frames / 2) }).apply(x) as SymbolicTensor;
  const output = layers.conv2d({ name: 'Output', filters: 3, kernelSize: 3, padding: 'same' });
  return model({ inputs: clip, outputs: output.apply(centre) as SymbolicTensor });
}

/** The largest difference, as a share of the largest number that is wanted. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  const wanted = Array.from(b);
  const most = wanted.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
  return wanted.reduce((m, value, i) => Math.max(m, Math.abs(a[i] - value)), 0) / most;
}

beforeAll(async () => {
  await useBackend();
});

describe('a transformer block over the frames of clips, as PyTorch computes it', () => {
  const ways = process.env.DDR_BACKEND === undefined ? ['compiled', 'by layers'] : ['by layers'];
  it.each(cases.flatMap((one) => ways.map((way) => ({ ...one, way }))))(
    '$frames frames, windows moved by $shift, $way: the result and the gradient of every weight',
    ({ frames, shift, way, loss, made, gradients: wanted, 'by clip': byClip }) => {
      const network = block(frames, shift);
      const names = Object.keys(wanted);
      const parameters = parametersOf(network);
      names.forEach((name, k) => {
        const parameter = parameters.get(name);
        parameter.value.set(formula(parameter.value.length, k + 1, 0.5));
      });
      parameters.sync();
      const size = HEIGHT * WIDTH;
      const objective: Objective = {
        networks: { network: { model: network, role: 'trained' } },
        inputs: { clip: [BATCH, HEIGHT, WIDTH, 3 * frames], target: [BATCH, HEIGHT, WIDTH, 3] },
        wanted: ['clip'],
        build: (calculus, { clip, target }) => {
          const [centre] = calculus.apply('network', clip);
          const total = calculus.mse(centre, target);
          return { losses: { total }, total };
        },
      };
      const gradients = (way === 'compiled' ? compiledGradients : layersGradients)(objective)!;
      expect(gradients).toBeDefined();
      const before = tf.memory().numTensors;
      const given = {
        clip: formula(BATCH * size * 3 * frames, 21),
        target: formula(BATCH * size * 3, 22),
      };
      const found = gradients.run(given);
      expect(tf.memory().numTensors).toBe(before);
      // float32 against float64 through a softmax and two normalisations; the file has seven digits.
      const tolerance = 2e-5;
      expect(found.losses.total / loss).toBeCloseTo(1, 5);
      for (const name of names) {
        expect(apart(parameters.get(name).gradient, wanted[name]), name).toBeLessThan(tolerance);
      }
      const row = WIDTH * 3 * frames;
      const rows = [0, 1].flatMap((clip) => {
        const from = (clip * HEIGHT + 2) * row;
        return [...found.gradients.clip.subarray(from, from + 2 * row)];
      });
      expect(apart(rows, byClip)).toBeLessThan(tolerance);
      const dims = [BATCH, HEIGHT, WIDTH, 3 * frames];
      const [all] =
        way === 'compiled'
          ? compiledModel(network, network.outputs)!.run({ data: given.clip, dims })
          : byLayers(network, network.outputs, { data: given.clip, dims });
      expect([...all.dims]).toEqual([BATCH, HEIGHT, WIDTH, 3]);
      const pixels = [0, 1].flatMap((clip) => {
        const from = ((clip * HEIGHT + 3) * WIDTH + 5) * 3;
        return [...all.data.subarray(from, from + 3)];
      });
      expect(apart(pixels, made)).toBeLessThan(tolerance);
      gradients.dispose();
      network.dispose();
    },
  );
});

describe.runIf(process.env.DDR_BACKEND === undefined)(
  'compiled for sizes that are known only at each run',
  () => {
    it.each([
      [3, 2, 12, 4],
      [3, 0, 4, 8],
      [1, 3, 8, 8],
    ])('%d frames, moved by %d, %d x %d', (frames, shift, height, width) => {
      const network = drawWeights(block(frames, shift, [null, null]));
      const x = draw([2, height, width, 3 * frames]);
      const [expected] = byLayers(network, network.outputs, x);
      expectClose(compiledModel(network, network.outputs)!.run(x)[0], expected, 2e-5);
      network.dispose();
    });

    it('refuses sides that windows do not fill, in words', () => {
      const network = block(1, 0, [null, null]);
      const run = (): unknown => compiledModel(network, network.outputs)!.run(draw([1, 6, 8, 3]));
      expect(run).toThrow(/do not fill 6 x 8/);
      network.dispose();
    });

    it.each([
      [5, 7, 4],
      [8, 1, 4],
      [2, 3, 8],
      [8, 8, 8],
    ])(
      'a margin around %d x %d up to multiples of %d is NumPy’s, and taken off again',
      (height, width, multiple) => {
        const x = input({ shape: [null, null, 3] });
        const wide = new MirroredMargin({ multiple }).apply(x) as SymbolicTensor;
        const cropped = new CropLike({ scale: 1 }).apply([wide, x]) as SymbolicTensor;
        const network = model({ inputs: x, outputs: [wide, cropped] });
        const given = draw([2, height, width, 3]);
        // NumPy's mode "reflect", place by place: back and forth without repeating the ends.
        const places = (length: number): number[] => {
          const there = Array.from({ length }, (_, i) => i);
          const back = length > 1 ? [...there, ...there.slice(1, -1).reverse()] : [0];
          const whole = Math.ceil(length / multiple) * multiple;
          return Array.from({ length: whole }, (_, i) => back[i % back.length]);
        };
        const [rows, columns] = [places(height), places(width)];
        const at = (n: number, row: number, column: number, c: number): number =>
          given.data[((n * height + row) * width + column) * 3 + c];
        const expected = [0, 1].flatMap((n) =>
          rows.flatMap((row) => columns.flatMap((column) => [0, 1, 2].map((c) => at(n, row, column, c)))),
        );
        for (const made of [
          compiledModel(network, network.outputs)!.run(given),
          byLayers(network, network.outputs, given),
        ]) {
          expect([...made[0].data]).toEqual(expected);
          expect([...made[1].data]).toEqual([...given.data]);
        }
        network.dispose();
      },
    );
  },
);

describe('layers of clips', () => {
  it('refuse what does not fit', () => {
    expect(() => new WindowAttention({ heads: 2, window: 4, shift: 4 })).toThrow(InputError);
    const x = input({ shape: [8, 8, 16] });
    expect(() => new WindowAttention({ heads: 3, window: 4 }).apply(x)).toThrow(/16 channels/);
    expect(() => new FramesApart({ frames: 3 }).apply(x)).toThrow(/not those of 3 frames/);
  });

  it('take frames apart and give one back', () => {
    tf.tidy(() => {
      const clip = tf.range(0, 2 * 2 * 1 * 6).reshape([2, 2, 1, 6]);
      const frames = new FramesApart({ frames: 3 }).apply(clip) as tf.Tensor;
      expect(frames.shape).toEqual([6, 2, 1, 2]);
      const last = new OneFrame({ frames: 3, frame: 2 }).apply(frames) as tf.Tensor;
      expect([...last.dataSync()]).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
    });
  });
});
