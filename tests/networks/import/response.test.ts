import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '@ddr-lab/base/arrays/npz';
import { useBackend } from '@ddr-lab/engine/backend';
import { importWeights } from '../../../src/networks/import/import-weights';
import { responseWarning } from '../../../src/networks/import/response';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-response-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => void (await useBackend()));

type Kernel = (out: number, into: number) => number;

/** A 3 x 3 convolution that looks at the centre alone, under PyTorch's names. */
function centre(
  name: string,
  outs: number,
  ins: number,
  value: Kernel,
): Record<string, { shape: number[]; data: Float32Array }> {
  const data = new Float32Array(outs * ins * 9);
  for (let o = 0; o < outs; o++) for (let i = 0; i < ins; i++) data[(o * ins + i) * 9 + 4] = value(o, i);
  return {
    [`${name}.weight`]: { shape: [outs, ins, 3, 3], data },
    [`${name}.bias`]: { shape: [outs], data: new Float32Array(outs) },
  };
}

const same: Kernel = (o, i) => (o === i ? 1 : 0);
const none: Kernel = () => 0;

/** An MSRResNet by hand, upscaling by 2: nearest neighbours through its convolutions, times what `last` makes of them. */
async function file(last: Kernel): Promise<string> {
  const name = path.join(folder, 'net.npz');
  await writeNpz(name, {
    ...centre('conv_first', 4, 3, same),
    ...centre('body.0.conv1', 4, 4, none),
    ...centre('body.0.conv2', 4, 4, none),
    ...centre('upconv1', 16, 4, (o, i) => (Math.floor(o / 4) === i ? 1 : 0)),
    ...centre('conv_hr', 4, 4, same),
    ...centre('conv_last', 3, 4, last),
  });
  return name;
}

describe('what the weights do not tell', () => {
  it.each([
    ['with global residual, where the convolutions add nothing', none, true],
    ['without, where they make the whole image', same, false],
  ])('%s', async (_, last, globalResidual) => {
    const before = tf.memory().numTensors;
    const network = await importWeights(await file(last));
    expect(network.spec).toMatchObject({ kind: 'srresnet', channels: 4, scale: 2, globalResidual });
    expect(network.metadata.warning).toBeUndefined();
    network.model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['a range of 255', ((o, i) => (o === i ? 255 : 0)) as Kernel, /another range/],
    ['red and blue exchanged', ((o, i) => (o === 2 - i ? 1 : 0)) as Kernel, /BGR/],
  ])('%s is noticed and said', async (_, last, warning) => {
    const network = await importWeights(await file(last), { globalResidual: false });
    expect(network.metadata.warning).toMatch(warning);
    network.model.dispose();
  });

  it('a response within reason draws no warning', () => {
    expect(
      responseWarning({ slope: 0.96, offset: 0.02, correlation: 0.99, colours: 0.97, scale: 4 }),
    ).toBeUndefined();
    expect(responseWarning({ slope: 0.01, offset: 0.5, correlation: 0.1, colours: 0.1, scale: 4 })).toMatch(
      /does not look like/,
    );
  });
});
