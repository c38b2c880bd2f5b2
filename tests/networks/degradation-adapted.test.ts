import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import type { NetworkSpec } from '../../src/networks/architectures/spec';
import { buildNetwork, readWeights } from '../../src/networks/network';
import { takeWeights } from '../../src/training/places';

const size = { channels: 16, blocks: 4, scale: 2, globalResidual: true } as const;
const adaptedSpec: NetworkSpec = {
  kind: 'degradation-adapted',
  ...size,
  adapters: 2,
  regions: 3,
  encoder: { width: 4 },
  seed: 9,
};

it('an adapted network begins as the one whose weights it takes, and has all of them', async () => {
  const plain = await buildNetwork({ kind: 'srresnet', ...size, outerGain: 1, seed: 4 });
  const adapted = await buildNetwork(adaptedSpec);
  const x = tf.tensor4d(
    Float32Array.from({ length: 9 * 7 * 3 }, (_, i) => ((i * 37) % 101) / 101),
    [1, 9, 7, 3],
  );
  const of = ({ model }: typeof plain): Float32Array =>
    tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync<'float32'>().slice());
  const wanted = of(plain);
  const before = of(adapted);
  const names = [...(await readWeights(plain.model)).keys()];
  expect([...(await readWeights(adapted.model)).keys()]).toEqual(expect.arrayContaining(names));
  await takeWeights(adapted, plain, 'some');
  const found = of(adapted);
  const apart = (a: Float32Array): number => Math.max(...a.map((value, i) => Math.abs(value - wanted[i])));
  // What is added is zero to the bit; sums may be taken in another order.
  expect(apart(found)).toBeLessThan(1e-6);
  expect(apart(before)).toBeGreaterThan(1e-3);
  x.dispose();
  adapted.model.dispose();
});

it('blocks are divided among adapters, or it is said that they cannot be', async () => {
  await expect(buildNetwork({ ...adaptedSpec, adapters: 3 } as NetworkSpec)).rejects.toThrow(InputError);
});

it('the rest of a start that does not fit is refused', async () => {
  const other = await buildNetwork({ kind: 'srresnet', ...size, blocks: 5 });
  const adapted = await buildNetwork(adaptedSpec);
  await expect(takeWeights(adapted, other, 'some')).rejects.toThrow(/not used: RB5/);
  adapted.model.dispose();
});
