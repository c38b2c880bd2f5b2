import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';
import { evenFlow } from '@ddr-lab/images/motion/flow';
import type { MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import { openMovingScenes } from '@ddr-lab/images/scenes/moving/moving-scenes';
import * as tf from '@tensorflow/tfjs-core';
import { tap } from '../../../src/features/tap';
import { buildNetwork, type Network } from '../../../src/networks/network';
import { superResolve } from '../../../src/networks/super-resolve';
import {
  blockAttention,
  checkVideoAlignment,
  clipAnalyses,
  degradedClips,
  errorsOf,
  followRows,
  gainAt,
  inputOf,
  lookRow,
  type MotionErrors,
  motionErrors,
  motionFigure,
  pixelAttention,
  pixelCount,
  psnrAt,
} from '../../../src/studies/video-alignment';
import { attentionBlocks } from '../../../src/studies/video-alignment/attention';
import { groupedErrors, motionGroups, switchPoint } from '../../../src/studies/video-alignment/motion-errors';

const spec = { channels: 8, groups: 1, depth: 2, heads: 1, window: 8, seed: 3 } as const;

let network: Network;
let clips: MovingClip[];
beforeAll(async () => {
  network = await buildNetwork({ kind: 'video-transformer', ...spec });
  // Whole LR pixels a frame: what moves is copied, in LR as well.
  const source = openMovingScenes({
    height: 96,
    width: 96,
    speeds: [1, 3],
    step: 4,
    turning: 0,
    seed: 5,
    scenes: 6,
  });
  clips = [];
  for (let i = 0; i < 3; i++) clips.push(await source.read(i));
});

/** Errors of so many clips, one LR pixel a bin and clip. */
const errorsBy = (name: string, of: (motion: number) => number, count = 6): MotionErrors => ({
  network: name,
  sums: Array.from({ length: count }, () =>
    Float64Array.from({ length: 18 }, (_, g) => (g < 16 ? of(g + 0.5) : 0)),
  ),
  counts: Array.from({ length: count }, () => Float64Array.from({ length: 18 }, (_, g) => (g < 16 ? 1 : 0))),
});

describe('errors by motion', () => {
  test('groups by true flow, at the border and hidden apart', () => {
    const flows = [evenFlow(8, 8, -3, -4), evenFlow(8, 8, 0, 0), evenFlow(8, 8, 3, 4.5)];
    const hidden = [0, 1, 2].map(() => new Uint8Array(64));
    hidden[2][3 * 8 + 4] = 1;
    const groups = motionGroups({ flows, hidden });
    expect(groups[0]).toBe(17);
    expect(groups[3 * 8 + 1]).toBe(17);
    expect(groups[3 * 8 + 3]).toBe(5); // (5 + 5.41) / 2
    expect(groups[3 * 8 + 4]).toBe(16);
    flows[0] = evenFlow(8, 8, 40, 0);
    expect(motionGroups({ flows, hidden })[3 * 8 + 3]).toBe(15);
  });

  test('sum to the mean squared error of the whole output', () => {
    const random = createRandom(1);
    const noise = (): Image =>
      createImage(
        16,
        24,
        new Float32Array(16 * 24 * 3).map(() => random.uniform()),
      );
    const [output, truth] = [noise(), noise()];
    const groups = Uint8Array.from({ length: 24 }, (_, i) => i % 18);
    const { sums, counts } = groupedErrors(output, truth, groups, 4);
    const whole = output.data.reduce((sum, value, i) => sum + (255 * (value - truth.data[i])) ** 2, 0);
    expect(sums.reduce((a, b) => a + b, 0) * 48).toBeCloseTo(whole, 0);
    expect([...counts]).toEqual(Array.from({ length: 18 }, (_, g) => (g < 6 ? 2 : 1)));
    // One LR pixel by hand: the second in the second row.
    const [only] = [
      groupedErrors(
        output,
        truth,
        Uint8Array.from({ length: 24 }, (_, i) => (i === 7 ? 3 : 0)),
        4,
      ),
    ];
    let own = 0;
    for (let y = 4; y < 8; y++)
      for (let x = 4; x < 8; x++)
        for (let c = 0; c < 3; c++)
          own += (255 * (output.data[3 * (y * 24 + x) + c] - truth.data[3 * (y * 24 + x) + c])) ** 2;
    expect(only.sums[3]).toBeCloseTo(own / 48, 3);
  });

  test('of a network are those of its outputs, and leave no tensor', async () => {
    const before = tf.memory().numTensors;
    const rows = await motionErrors('net', network, clips, { alignment: 'none' });
    expect(tf.memory().numTensors).toBe(before);
    let [sum, count] = [0, 0];
    for (const moving of clips) {
      const output = await superResolve(network, inputOf(moving, { alignment: 'none' }));
      const truth = moving.clip.frames[1];
      output.data.forEach((value, i) => (sum += (255 * (value - truth.data[i])) ** 2));
      count += output.data.length;
    }
    expect(psnrAt(rows, 'all')).toBeCloseTo(10 * Math.log10(255 ** 2 / (sum / count)), 4);
    const parts = ([[0, 16], 'hidden', 'border'] as const).map((pixels) => pixelCount(rows, pixels));
    expect(parts.reduce((a, b) => a + b, 0)).toBe(3 * 24 * 24);
    expect(parts.every((part) => part > 0)).toBe(true);
    expect(gainAt(rows, rows, 'all').mean).toBe(0);
    expect(() => errorsOf([rows], 'other')).toThrow(/no errors of other/);
  });

  test('a network of another scale is refused with words', async () => {
    const small = await buildNetwork({ kind: 'video-transformer', ...spec, scale: 2 });
    await expect(motionErrors('half', small, clips, { alignment: 'none' })).rejects.toThrow(
      /half makes 48 x 48.*96 x 96/,
    );
    small.model.dispose();
  });

  test('frames had better be aligned from where the sum of errors says so', () => {
    const none = errorsBy('none', (motion) => 10 + motion);
    expect(
      switchPoint(
        none,
        errorsBy('a', () => 16),
      ).mean,
    ).toBe(6);
    expect(
      switchPoint(
        none,
        errorsBy('a', () => 0),
      ).mean,
    ).toBe(0);
    expect(
      switchPoint(
        none,
        errorsBy('a', () => 100),
      ).mean,
    ).toBe(16);
    // One bin that is out of line does not move it.
    expect(
      switchPoint(
        none,
        errorsBy('a', (motion) => (motion === 2.5 ? 12 : 16)),
      ).mean,
    ).toBe(6);
  });
});

describe('attention', () => {
  test.each(['RSTB1.block1', 'RSTB1.block2'])('of %s gives what the layer gives', async (block) => {
    const input = inputOf(clips[0], { alignment: 'none' });
    const of = await blockAttention(network, input, block);
    const name = `${block}.attention`;
    const { [name]: seen } = await tap({ ...network, layers: [name] }, [name], [input]);
    const channels = 8;
    let compared = 0;
    for (const [row, column] of [
      [9, 12],
      [5, 6],
      [17, 11],
      [0, 0],
    ]) {
      const found = pixelAttention(of, row, column);
      if (!found) continue;
      compared++;
      expect(found.maps.flatMap((map) => [...map]).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      for (let c = 0; c < channels; c++) {
        let value = 0;
        found.maps.forEach((map, t) =>
          map.forEach((share, k) => {
            const at = (t * 24 + found.top + Math.floor(k / 8)) * 24 + found.left + (k % 8);
            value += share * of.qkv[at * 3 * channels + 2 * channels + c];
          }),
        );
        // Float32 sums of 192 values.
        expect(value).toBeCloseTo(seen.data[((24 + row) * 24 + column) * channels + c], 4);
      }
    }
    expect(compared).toBe(block === 'RSTB1.block1' ? 4 : 3);
  });

  test('that looks for what is alike follows motion; a fresh network does not', async () => {
    expect(attentionBlocks(network)).toEqual(['RSTB1.block1', 'RSTB1.block2']);
    const alike = await buildNetwork({ kind: 'video-transformer', ...spec, channels: 16 });
    // Queries and keys are the features themselves, many times enlarged: attention finds what is most alike.
    const dense = alike.model.getLayer('RSTB1.block1.qkv');
    const kernel = new Float32Array(16 * 48);
    for (let c = 0; c < 16; c++) kernel[c * 48 + c] = kernel[c * 48 + 16 + c] = 8;
    tf.tidy(() => dense.setWeights([tf.tensor2d(kernel, [16, 48]), tf.zeros([48])]));
    const [first] = await followRows(alike, clips, { alignment: 'none' });
    expect(first.count).toBeGreaterThan(100);
    expect(first.correlation).toBeGreaterThan(0.5);
    const [fresh] = await followRows(network, clips, { alignment: 'none' });
    expect(Math.abs(fresh.correlation)).toBeLessThan(0.3);
    expect(fresh.share).toBeCloseTo(2 / 3, 1);
    alike.model.dispose();
  });

  test('where there is none says so', async () => {
    const input = inputOf(clips[0], { alignment: 'none' });
    await expect(blockAttention(network, input, 'RSTB9.block1')).rejects.toThrow(
      /RSTB1.block1, RSTB1.block2/,
    );
  });
});

test('attribution of each clip adds up over frames', async () => {
  const row = await lookRow('net', network, clips.slice(0, 1), { alignment: 'bilinear' }, { steps: 4 });
  const shares = row.found[0].frames.map(({ share }) => share);
  expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  expect(row.neighbours[0]).toBeCloseTo(shares[0] + shares[2], 6);
});

test('degraded clips are analysed as images are; no tensor is left behind', async () => {
  const degraded = await degradedClips([...clips, ...clips.slice(0, 2)], ['clean', 'noise20']);
  expect([...degraded.labels]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  expect([...degraded.contents]).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
  const before = tf.memory().numTensors;
  const rows = await clipAnalyses('net', network, ['RSTB1'], degraded, { alignment: 'patch', runs: 1 });
  expect(tf.memory().numTensors).toBe(before);
  expect(rows.map(({ view }) => view)).toEqual(['flattened', 'mean-deviation']);
  expect(rows[0].found.runs[0].points.rows).toBe(10);
});

describe('claims', () => {
  const names = {
    none: { 4: 'n4', 8: 'n8', 12: 'n12' },
    bilinear: { 4: 'b4', 8: 'b8', 12: 'b12' },
    again: 'n8b',
    single: 'single',
    nearest: 'nearest',
    patch: 'patch',
  } as const;
  const more = { ...names, patchAgain: 'patchb', convolution: { none: 'cn', patch: 'cp' } } as const;
  const analysis = (network: string, chi: number, view = 'mean-deviation') =>
    ({ network, layer: 'RSTB2', view, found: { chi: { mean: chi } } }) as never;
  /** Errors as the paper has them: aligned ones are level, unaligned ones rise, and meet at a window's size. */
  const errors = [
    ...([4, 8, 12] as const).flatMap((w) => [
      errorsBy(`n${w}`, (motion) => 40 - w / 2 + (motion > w ? 10 : 0)),
      errorsBy(`b${w}`, () => 42 - w / 2),
    ]),
    errorsBy('n8b', (motion) => 36 + (motion > 8 ? 10 : 0)),
    errorsBy('single', (motion) => 40 + (motion > 8 ? 6 : 0)),
    errorsBy('nearest', () => 37),
    errorsBy('patch', () => 35),
    errorsBy('patchb', () => 36),
    errorsBy('cn', () => 41),
    errorsBy('cp', () => 39),
  ];
  const found = (changed: readonly MotionErrors[] = [], chi = 150) => ({
    errors: [...changed, ...errors],
    looks: { network: 'n8', found: [], neighbours: [0.3, 0.4] },
    attention: [{ block: 'a', correlation: 0.4, share: 0.5, count: 9 }],
    analyses: [
      ...['n8', 'b8', 'nearest', 'patch'].map((name) => analysis(name, name === 'n8' ? chi : 100)),
      analysis('n8', chi, 'flattened'),
      analysis('Pixels', 25),
    ],
  });
  const verdicts = (of: ReturnType<typeof found>): Record<string, string> =>
    Object.fromEntries(checkVideoAlignment(of, names).map((claim) => [claim.id, claim.verdict]));

  test('hold where the numbers are as the paper has them', () => {
    expect(verdicts(found())).toEqual({
      'D2-unaligned': 'holds',
      'D2-looks': 'holds',
      'D2-attention': 'holds weakly',
      'D2-harm': 'holds',
      'D2-windows': 'holds',
      'D2-resampling': 'holds',
      'D2-patch': 'holds',
      'D2-ddr': 'holds',
      'D2-ddr-pooled': 'holds',
      'D2-ddr-alignment': 'holds',
    });
  });

  test('fall with them', () => {
    const flat = errorsBy('b8', () => 60);
    expect(verdicts(found([flat]))).toMatchObject({ 'D2-harm': 'does not hold', 'D2-resampling': 'holds' });
    const late = errorsBy('b4', () => 48.5);
    expect(verdicts(found([late]))['D2-harm']).toBe('holds weakly');
    expect(verdicts(found([errorsBy('n8b', () => 41)]))['D2-unaligned']).toBe('does not hold');
    expect(verdicts(found([errorsBy('n8b', () => 36), errorsBy('n8', () => 36)]))['D2-unaligned']).toBe(
      'holds weakly',
    );
    expect(verdicts(found([errorsBy('patch', () => 39)]))['D2-patch']).toBe('does not hold');
    expect(verdicts(found([], 30))).toMatchObject({
      'D2-ddr': 'holds weakly',
      'D2-ddr-alignment': 'holds weakly',
    });
    expect(verdicts(found([], 10))).toMatchObject({
      'D2-ddr': 'does not hold',
      'D2-ddr-alignment': 'does not hold',
    });
  });

  test('on seeds and convolutions are asked where there are such networks', () => {
    const of = (changed: readonly MotionErrors[]) =>
      Object.fromEntries(checkVideoAlignment(found(changed), more).map(({ id, verdict }) => [id, verdict]));
    expect(of([])).toMatchObject({ 'D2-patch': 'holds', 'D2-convolutions': 'holds' });
    expect(of([errorsBy('patchb', () => 36.9)])['D2-patch']).toBe('holds weakly');
    expect(of([errorsBy('patchb', () => 38)])['D2-patch']).toBe('does not hold');
    // Attention gains 10 log10(36 / 35) = 0.122 dB from patches.
    expect(of([errorsBy('cp', () => 39.7)])['D2-convolutions']).toBe('holds weakly');
    expect(of([errorsBy('cp', () => 40.5)])['D2-convolutions']).toBe('does not hold');
  });

  test('the figure has intervals, and leaves out what too few pixels speak for', () => {
    const many = (rows: MotionErrors): MotionErrors => ({
      ...rows,
      counts: rows.counts.map((clip) => clip.map((count, g) => (g < 8 ? 100 * count : count))),
    });
    const [none, bilinear] = [errors[2], errors[3]].map(many);
    const { data } = motionFigure([none, bilinear], {
      'window 8': [{ name: 'bilinear', one: 'b8', other: 'n8' }],
    });
    const line = data.find(({ mode }) => mode === 'lines+markers') as unknown as {
      x: number[];
      error_y: { array: number[] };
    };
    expect(line.x).toEqual([0.5, 1.5, 3, 5, 7]);
    expect(line.error_y.array.length).toBe(5);
  });
});
