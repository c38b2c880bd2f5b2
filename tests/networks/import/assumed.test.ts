import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '@ddr-lab/base/arrays/npz';
import { useBackend } from '@ddr-lab/engine/backend';
import { importNetwork } from '../../../src/networks/import/import-network';
import { importWeights } from '../../../src/networks/import/import-weights';
import type { ImportOptions } from '../../../src/networks/import/recognised';
import { isGraphNetwork } from '../../../src/networks/tappable';
import { modelFingerprint } from '@ddr-lab/engine/model-fingerprint';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-assumed-'));
const families = path.join(__dirname, '../../fixtures/import/families');
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => void (await useBackend()));

type Arrays = Record<string, { shape: number[]; data: Float32Array }>;

/** A convolution under PyTorch's names that multiplies channels by a number, and adds one. */
function times(name: string, [outs, ins]: [number, number], factor: number, bias = 0): Arrays {
  const data = new Float32Array(outs * ins * 9);
  for (let o = 0; o < outs; o++) {
    for (let i = 0; i < ins; i++) data[(o * ins + i) * 9 + 4] = o % ins === i ? factor : 0;
  }
  return {
    [`${name}.weight`]: { shape: [outs, ins, 3, 3], data },
    [`${name}.bias`]: { shape: [outs], data: new Float32Array(outs).fill(bias) },
  };
}

/** EDSR by hand: its one block's residual is 9 x, its body's `body` times what comes out of it, its last convolution by `last`. */
async function edsr(body: number, last: number): Promise<string> {
  const name = path.join(folder, 'edsr.npz');
  const shuffled = times('upsample.0', [12, 3], 0);
  for (let o = 0; o < 12; o++) {
    shuffled['upsample.0.weight'].data[(o * 3 + Math.floor(o / 4)) * 9 + 4] = 1;
  }
  await writeNpz(name, {
    ...times('conv_first', [3, 3], 1),
    // Past the ReLU with all values.
    ...times('body.0.conv1', [3, 3], 1, 1000),
    ...times('body.0.conv2', [3, 3], 9, -9000),
    ...times('conv_after_body', [3, 3], body),
    ...shuffled,
    ...times('conv_last', [3, 3], last),
  });
  return name;
}

async function assumedOf(file: string, options: ImportOptions = {}): Promise<[string | undefined, unknown]> {
  const network = await importWeights(file, options);
  network.model.dispose();
  return [network.metadata.assumed, network.spec];
}

describe("constants of the authors' code", () => {
  it('are found by trying where features and output tell them', async () => {
    const before = tf.memory().numTensors;
    // x + 1.9 x where residuals are scaled by 0.1; 11 x where they are not.
    const [assumed, spec] = await assumedOf(await edsr(1, 1 / 2.9));
    expect(spec).toMatchObject({ residualScaling: 0.1 });
    expect(assumed).toMatch(/^residualScaling 0\.1 \(found by trying: with 1 its output/);
    expect(assumed).toContain('range 255; mean 0.4488 0.4371 0.404');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are kept where another would be worse', async () => {
    const [assumed, spec] = await assumedOf(await edsr(1, 1 / 11));
    expect(spec).not.toHaveProperty('residualScaling');
    expect(assumed).toMatch(/^residualScaling 1 \(with 0\.1 its output/);
  });

  it('are said not to be known where the output is the same with either, and the features are not', async () => {
    const [assumed] = await assumedOf(await edsr(0, 1));
    expect(assumed).toMatch(
      /^residualScaling 1 \(the file does not tell it from 0\.1: .*features at RB1 differ by 81 %; the option residualScaling sets it\)/,
    );
  });

  it('are said not to be known where the output looks wrong with either', async () => {
    // Of random weights.
    const [assumed] = await assumedOf(path.join(families, 'early-x4.pth'));
    expect(assumed).toMatch(
      /^slope 0 \(the file does not tell it from 0\.2: the output looks wrong with either/,
    );
  });

  it('are not assumed where they are told', async () => {
    const [assumed, spec] = await assumedOf(await edsr(0, 1), {
      residualScaling: 0.5,
      range: 1,
      mean: [0, 0, 0],
    });
    expect(assumed).toBeUndefined();
    expect(spec).toMatchObject({ residualScaling: 0.5 });
  });

  it.each<[string, ImportOptions]>([
    ['rrdbnet-x2', { residualScaling: 0.1 }],
    ['rrdbnet-x2', { slope: 0.1 }],
    ['msrresnet-x8', { slope: 0.2 }],
    ['edsr-x2-range1', { residualScaling: 0.1 }],
    ['edsr-x8-scaled', { range: 1 }],
    ['edsr-x8-scaled', { mean: [0.1, 0.2, 0.3] }],
  ])('%s with %j has a fingerprint of its own', async (name, options) => {
    const file = path.join(families, `${name}.pth`);
    const prints: (string | undefined)[] = [];
    for (const one of [{}, options, options]) {
      const { model } = await importWeights(file, one);
      prints.push(await modelFingerprint(model));
      model.dispose();
    }
    expect(prints[1]).not.toBe(prints[0]);
    expect(prints[2]).toBe(prints[1]);
  });

  it('a range that is in the network stands not in front of it a second time', async () => {
    const file = path.join(families, 'edsr-x8-scaled.pth');
    const network = await importNetwork(file, { range: 1 });
    expect(isGraphNetwork(network)).toBe(false);
    await expect(importNetwork(file, { range: 1, outputRange: 255 })).rejects.toThrow(/give range alone/);
    if (!isGraphNetwork(network)) network.model.dispose();
  });
});
