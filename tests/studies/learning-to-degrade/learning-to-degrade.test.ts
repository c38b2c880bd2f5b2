import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';
import { openScenes } from '@ddr-lab/images/sets/scenes';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { shrinkingKernel } from '../../../src/degradations/low-resolution-model';
import { degraderKernel, kernelOf } from '../../../src/networks/degrader-kernel';
import { buildNetwork } from '../../../src/networks/network';
import {
  checkDegrade,
  degradationRows,
  degradedDomains,
  kernelPicture,
  SECOND,
  spreadOf,
  trueKernel,
  type DegradationRow,
} from '../../../src/studies/learning-to-degrade';
import { BICUBIC, rowNamed } from '../../../src/studies/learning-to-degrade/rows';

const scenes = openScenes({ count: 8, height: 192, width: 192 });

/** A degrader that adds noise of its gain and does nothing else. */
async function noiseAlone(input: 'lr' | 'hr', gain: number) {
  const network = await buildNetwork({
    kind: 'degrader',
    input,
    channels: 4,
    blocks: 1,
    noise: true,
    noiseGain: gain,
  });
  const layer = network.model.getLayer('Output.conv');
  tf.tidy(() => layer.setWeights(layer.getWeights().map((weight) => tf.zerosLike(weight))));
  return network;
}

describe('domains and what degraders make of them', () => {
  it('are told by blur and noise, and a gap of 1 is bicubic', async () => {
    const degraders = { low: await noiseAlone('lr', 8 / 255), high: await noiseAlone('hr', 16 / 255) };
    const observer = await buildNetwork({
      kind: 'srresnet',
      channels: 8,
      blocks: 2,
      scale: 4,
      outerGain: 0.5,
    });
    const before = tf.memory().numTensors;
    const domains = await degradedDomains(degraders, scenes, { target: { blur: 2.4, noise: 8 }, seed: 3 });
    expect(await degradedDomains(degraders, scenes, { target: { blur: 2.4, noise: 8 }, seed: 3 })).toEqual(
      domains,
    );
    for (const images of [domains.source, domains.target, domains.second, ...Object.values(domains.made)]) {
      expect(images.map(({ height, width }) => [height, width])).toEqual(new Array(8).fill([32, 32]));
    }
    const rows = await degradationRows(observer, domains);
    expect(tf.memory().numTensors).toBe(before);
    expect(rows.map(({ name }) => name)).toEqual([BICUBIC, 'low', 'high', SECOND]);
    const [bicubic, low, , second] = rows;
    for (const gap of [bicubic.gap, bicubic.flattened, bicubic.blurGap, bicubic.noiseGap])
      expect(gap).toBeCloseTo(1, 6);
    expect(spreadOf(bicubic.widths).mean).toBe(0);
    // Blur of 2.4 HR pixels within 5 %, as the measure's own test has it.
    expect(Math.abs(spreadOf(second.widths).mean - 2.4)).toBeLessThan(0.12);
    expect(Math.abs(spreadOf(second.noises).mean - 8)).toBeLessThan(0.4);
    expect(Math.abs(spreadOf(low.noises).mean - 8)).toBeLessThan(0.4);
    expect(second.spectrum).toBeLessThan(bicubic.spectrum / 4);
    // Its noise is the target's, its blur bicubic's.
    expect(low.noiseGap).toBeLessThan(0.1);
    expect(low.blurGap).toBeGreaterThan(0.9);
    expect(second.blurGap).toBeLessThan(0.05);
    expect(rowNamed(rows, 'high').noises[0]).toBeGreaterThan(12);
    expect(() => rowNamed(rows, 'none')).toThrow(/no row of none/);
    for (const { model } of [observer, ...Object.values(degraders)]) model.dispose();
  });

  it('have a mean and a spread from the 10th to the 90th per cent', () => {
    expect(spreadOf([5, 1, 2, 3, 4, 0, 6, 7, 8, 9, 10])).toEqual({ mean: 5, spread: 8 });
    expect(spreadOf([2])).toEqual({ mean: 2, spread: 0 });
  });
});

describe('kernels', () => {
  it('of the target have the width of their blur: bicubic has no second moment', () => {
    const whole = shrinkingKernel(2.4, 4).weights;
    // All 36 taps: exact but for the taps that the Gaussian lacks beyond 10 pixels (0.003 %) and for sampling the cubic.
    const all = Float32Array.from({ length: 36 * 36 }, (_, i) => whole[Math.floor(i / 36)] * whole[i % 36]);
    expect(kernelOf(all).width).toBeCloseTo(2.4, 1);
    const { size, weights } = trueKernel(2.4, 20);
    expect([size, weights.length]).toEqual([20, 400]);
    const picture = kernelPicture({ size, weights, width: 0 });
    expect(Math.max(...picture.data)).toBe(1);
    expect(Math.min(...picture.data)).toBe(0);
  });

  it("of PDM's degrader sum to 1, are symmetric, begin as a Gaussian and differ from draw to draw", async () => {
    const network = await buildNetwork({
      kind: 'probabilistic-degrader',
      channels: 8,
      blocks: 1,
      size: 12,
      startWidth: 1.6,
    });
    const image = await scenes.read(0);
    const before = tf.memory().numTensors;
    const kernels = [0, 1, 2, 3].map((seed) => degraderKernel(network, image, { seed }));
    expect(tf.memory().numTensors).toBe(before);
    for (const { size, weights, width } of kernels) {
      expect(size).toBe(12);
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      for (let i = 0; i < 144; i++) expect(weights[i]).toBeCloseTo(weights[143 - i], 6);
      expect(width).toBeGreaterThan(1);
      expect(width).toBeLessThan(2.4);
    }
    expect(new Set(kernels.map(({ width }) => width)).size).toBe(4);
    expect(degraderKernel(network, image, { seed: 1 })).toEqual(kernels[1]);
    network.model.dispose();
    const other = await buildNetwork({ kind: 'degrader', channels: 4, blocks: 1 });
    expect(() => degraderKernel(other, image)).toThrow(/kind degrader has no kernel/);
    other.model.dispose();
  });
});

describe('claims of C3', () => {
  const random = createRandom(1);
  const features = (offset: number) =>
    createMatrix(
      12,
      4,
      Float32Array.from({ length: 48 }, () => offset + 0.1 * random.normal()),
    );
  const row = (name: string, given: Partial<DegradationRow>): DegradationRow => ({
    name,
    spectrum: 0.1,
    gap: 0.1,
    flattened: 0.1,
    blurGap: 0.1,
    noiseGap: 0.1,
    widths: [2.3, 2.4, 2.5],
    noises: [7, 8, 9],
    correlation: 0,
    accuracy: 0.5,
    features: features(0),
    ...given,
  });
  const wide = [1.2, 2.4, 3.6];
  const names = { dsgan: 'd', fca: 'f', dasr: 'w', mssr: ['m1', 'm2'], pdm: 'p', second: SECOND };

  /** Verdicts where all but the given rows are near the target. */
  function verdicts(
    given: Readonly<Record<string, Partial<DegradationRow>>>,
    made = 0.6,
    ordered = 0.97,
  ): string[] {
    const fixed = [
      row(BICUBIC, { spectrum: 0.44, gap: 1, blurGap: 1, noiseGap: 1 }),
      ...['d', 'f', 'w', 'm1'].map((name) => row(name, given[name] ?? {})),
      row('m2', { features: features(3), ...given.m2 }),
      row(SECOND, {}),
    ];
    const varied = [
      row(BICUBIC, { spectrum: 0.44 }),
      row('p', { widths: wide, ...given.p }),
      row(SECOND, { widths: wide }),
    ];
    const distances = { target: [0.9, 0.8], made: [made, made], bicubic: [0.2, 0.1] };
    return checkDegrade({ fixed, varied, ordered, distances }, names).map(({ verdict }) => verdict);
  }

  it('hold where everything is near the target', () => {
    expect(verdicts({})).toEqual(new Array(11).fill('holds'));
  });

  it('count systems, of two degraders the worse', () => {
    const far = { spectrum: 0.3, gap: 0.5, blurGap: 0.4 };
    expect(verdicts({ m1: far, m2: far }).slice(0, 4)).toEqual(['holds', 'holds', 'holds', 'holds']);
    expect(verdicts({ m2: far, f: far }).slice(0, 4)).toEqual([
      'holds weakly',
      'holds weakly',
      'holds',
      'holds weakly',
    ]);
    expect(verdicts({ m2: far, f: far, p: far }).slice(0, 2)).toEqual(['does not hold', 'does not hold']);
    expect(verdicts({ d: { gap: 0.2 } })[2]).toBe('holds weakly');
    expect(verdicts({ d: { gap: 0.2, spectrum: 0.2 } })[2]).toBe('does not hold');
  });

  it('judge widths, noise and their spread', () => {
    expect(verdicts({ p: { widths: [2.4, 2.4, 2.6] } }).slice(4, 6)).toEqual(['holds', 'does not hold']);
    expect(verdicts({ p: { widths: [2, 2.4, 2.9] } })[5]).toBe('holds weakly');
    expect(verdicts({ p: { widths: [1, 1.5, 2], noises: [3] } })[4]).toBe('does not hold');
    expect(verdicts({ p: { widths: wide, noises: [3] } })[4]).toBe('holds weakly');
    expect(verdicts({ f: { widths: [3.2] } })[6]).toBe('holds weakly');
    expect(verdicts({ f: { widths: [1] } })[6]).toBe('does not hold');
    expect(verdicts({ m1: { noises: [2] } })[8]).toBe('holds weakly');
    expect(verdicts({ m1: { noises: [2] }, m2: { noises: [12] } })[8]).toBe('does not hold');
    expect(verdicts({ m2: { features: features(0) } })[9]).toBe('does not hold');
  });

  it('judge the comparator', () => {
    expect(verdicts({}, 0.6, 0.9)[7]).toBe('holds weakly');
    expect(verdicts({}, 0.6, 0.5)[7]).toBe('does not hold');
  });

  it('judge the map of domain distance', () => {
    expect(verdicts({}, 0.05)[10]).toBe('holds weakly');
  });
});
