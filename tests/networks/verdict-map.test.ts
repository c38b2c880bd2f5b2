import { createRandom } from '@ddr-lab/base/random';
import { createImage } from '@ddr-lab/images/image';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, test } from 'vitest';
import { domainDistanceMap } from '../../src/analysis/domain-distance';
import { buildNetwork, readWeights, writeWeights } from '../../src/networks/network';
import {
  averagedOverFields,
  enlargedMap,
  type PlaneMap,
  verdictField,
  verdictMaps,
} from '../../src/networks/verdict-map';

function drawn(height: number, width: number, planes = 1, seed = 1): PlaneMap {
  const random = createRandom(seed);
  return {
    height,
    width,
    data: Float32Array.from({ length: height * width * planes }, () => random.uniform()),
  };
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** Each number goes to all places of its field, which count how many they got: the other way round. */
function spread({ height, width, data }: PlaneMap, reach: number): Float32Array {
  const [sums, counts] = [new Float64Array(data.length), new Float64Array(data.length)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let v = y - reach; v <= y + reach; v++) {
        for (let u = x - reach; u <= x + reach; u++) {
          if (v < 0 || v >= height || u < 0 || u >= width) continue;
          sums[v * width + u] += data[y * width + x];
          counts[v * width + u]++;
        }
      }
    }
  }
  return Float32Array.from(sums, (sum, i) => sum / counts[i]);
}

/** By tfjs's own resizing, which places samples at the middles of pixels, too. */
const resized = ({ height, width, data }: PlaneMap, by: number): Float32Array =>
  tf.tidy(() =>
    tf.image
      .resizeBilinear(tf.tensor4d(data, [1, height, width, 1]), [by * height, by * width], false, true)
      .dataSync<'float32'>(),
  );

describe('what a verdict looks at', () => {
  test.each([
    ['haar', { stride: 2, span: 13 }],
    ['mean5', { stride: 1, span: 17 }],
  ] as const)('%s', async (bands, field) => {
    const { model } = await buildNetwork({ kind: 'frequency-judge', bands, width: 16 });
    expect(verdictField(model)).toEqual(field);
    // So far does one pixel reach, and no farther: by the network itself.
    const side = 61;
    const logits = (middle: number): Float32Array => {
      const data = new Float32Array(side * side * 3);
      data[(30 * side + 30) * 3] = middle;
      return tf.tidy(() =>
        (model.predict(tf.tensor(data, [1, side, side, 3])) as tf.Tensor).dataSync<'float32'>(),
      );
    };
    const [with1, without] = [logits(1), logits(0)];
    const columns = Math.ceil(side / field.stride);
    const changed = [...with1].flatMap((value, i) => (value === without[i] ? [] : [i % columns]));
    expect(Math.max(...changed) - Math.min(...changed) + 1).toBe(field.span);
    model.dispose();
  });
});

describe('maps', () => {
  it.each([
    [9, 6, 5],
    [3, 20, 13],
    [8, 8, 17],
  ])('%d x %d averaged over fields of %d: what each place gets of all that see it', (height, width, span) => {
    const map = drawn(height, width);
    // float32 sums of at most 289 numbers below 1, twice.
    expect(farthest(averagedOverFields(map, span).data, spread(map, (span - 1) / 2))).toBeLessThan(1e-6);
  });

  it('enlarged as tfjs enlarges, and cut', () => {
    const map = drawn(5, 4);
    const whole = enlargedMap(map, 8, { height: 40, width: 32 });
    expect(farthest(whole.data, resized(map, 8))).toBeLessThan(1e-6);
    const cut = enlargedMap(map, 8, { height: 33, width: 32 });
    expect(cut.data).toEqual(whole.data.subarray(0, 33 * 32));
  });
});

describe('a map of domain distance', () => {
  it('is a sigmoid of the verdict where all places have the same', async () => {
    const judge = await buildNetwork({ kind: 'frequency-judge', width: 16 });
    const weights = await readWeights(judge.model);
    weights.get('Output/kernel')!.data.fill(0);
    weights.get('Output/bias')!.data.fill(1.25);
    writeWeights(judge.model, weights);
    const { height, width, data } = domainDistanceMap(judge, createImage(7, 12, drawn(7, 12, 3).data));
    expect([height, width, data.length]).toEqual([7, 12, 84]);
    for (const value of data) expect(value).toBeCloseTo(1 / (1 + Math.exp(-1.25)), 6);
    judge.model.dispose();
  });

  it('is larger where there is more of what the judge looks for', async () => {
    const judge = await buildNetwork({ kind: 'frequency-judge', width: 16 });
    const weights = await readWeights(judge.model);
    // Each convolution hands the bands on; negative ones count a fifth, so that noise adds up.
    for (const name of ['Conv1.conv', 'Conv2.conv', 'Conv3.conv']) {
      const { data, shape } = weights.get(`${name}/kernel`)!;
      data.fill(0);
      const [, , from, to] = shape;
      for (let plane = 0; plane < 9; plane++) data[(12 * from + plane) * to + plane] = 1;
    }
    weights.get('Output/kernel')!.data.fill(0).fill(5, 0, 9);
    writeWeights(judge.model, weights);
    const random = createRandom(3);
    const image = createImage(64, 96);
    // Noise on the right half alone.
    image.data.forEach((_, i) => {
      image.data[i] = Math.floor(i / 3) % 96 < 48 ? 0.5 : 0.5 + 0.1 * random.normal();
    });
    const { data } = domainDistanceMap(judge, image);
    const row = data.subarray(32 * 96, 33 * 96);
    // Nothing is seen on the left, beyond what 13 verdicts of 2 pixels reach.
    for (const value of row.subarray(0, 48 - 14)) expect(value).toBeCloseTo(0.5, 5);
    for (const value of row.subarray(48 + 14)) expect(value).toBeGreaterThan(0.55);
    for (const value of data) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    judge.model.dispose();
  });

  it.each([
    [2, 16, 16, 4],
    [1, 15, 22, 1],
  ])(
    'of %d images of %d x %d, enlarged by %d, put together of its parts',
    async (n, height, width, scale) => {
      const judge = await buildNetwork({ kind: 'frequency-judge', width: 16, seed: 4 });
      const { data } = drawn(n * height, width, 3, 2);
      const before = tf.memory().numTensors;
      const maps = verdictMaps(judge, { data, height, width }, scale);
      expect(tf.memory().numTensors).toBe(before);
      const verdicts = tf.tidy(() =>
        tf
          .sigmoid(judge.model.predict(tf.tensor(data, [n, height, width, 3])) as tf.Tensor)
          .dataSync<'float32'>(),
      );
      const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
      maps.forEach((map, k) => {
        const own = verdicts.subarray(k * rows * columns, (k + 1) * rows * columns);
        const even = {
          height: rows,
          width: columns,
          data: spread({ height: rows, width: columns, data: own }, 6),
        };
        const whole = resized(even, 2 * scale);
        expect([map.height, map.width]).toEqual([scale * height, scale * width]);
        const wanted = map.data.map((_, i) => {
          const [y, x] = [Math.floor(i / map.width), i % map.width];
          return whole[y * 2 * scale * columns + x];
        });
        // Two ways of summing some thousand products in float32.
        expect(farthest(map.data, wanted)).toBeLessThan(1e-5);
      });
      judge.model.dispose();
    },
  );

  it('takes a judge on frequencies', async () => {
    const other = await buildNetwork({ kind: 'srcnn', layers: 3, channels: 16 });
    expect(() => domainDistanceMap(other, createImage(8, 8))).toThrow(/kind srcnn gives no map of verdicts/);
    other.model.dispose();
  });
});
