import { describe, expect, it } from 'vitest';
import { adam, runningMean, sgd } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import type { Parameter } from '@ddr-lab/engine/gradients/parameters';
import { learningRate } from '../../src/training/recipe';

describe('learningRate', () => {
  it('is half a cosine from the first rate to the last', () => {
    const schedule = { kind: 'cosine', from: 4e-4, to: 1e-5 } as const;
    expect(learningRate(schedule, 0, 100)).toBeCloseTo(4e-4, 12);
    expect(learningRate(schedule, 50, 100)).toBeCloseTo((4e-4 + 1e-5) / 2, 12);
    expect(learningRate(schedule, 100, 100)).toBeCloseTo(1e-5, 12);
  });

  it('halves at the given iterations, as the paper does', () => {
    const schedule = { kind: 'steps', from: 2e-4, halveAt: [100, 300] } as const;
    expect([0, 99, 100, 299, 300].map((at) => learningRate(schedule, at, 600) / 2e-4)).toEqual([
      1, 1, 0.5, 0.5, 0.25,
    ]);
  });
});

const gradients = [
  [1, -2, 0.5],
  [0.3, 0.1, -4],
  [-1, 0, 2],
];

/** A parameter of three numbers. */
function parameter(): Parameter {
  const value = Float32Array.of(0.5, -0.5, 2);
  return { name: 'v', shape: [3], trainable: true, value, gradient: new Float32Array(3) };
}

describe('adam', () => {
  it('walks as the published update does, computed here in float64, also when put back in the middle', () => {
    const own = parameter();
    let optimiser = adam([own], { beta1: 0.9, beta2: 0.99 });
    const x = [0.5, -0.5, 2];
    const m = [0, 0, 0];
    const v = [0, 0, 0];
    gradients.forEach((g, t) => {
      own.gradient.set(g);
      const next = adam([own], { beta1: 0.9, beta2: 0.99 });
      next.restore(optimiser.state());
      optimiser = next;
      optimiser.step(t, 0.01);
      g.forEach((value, i) => {
        m[i] = 0.9 * m[i] + 0.1 * value;
        v[i] = 0.99 * v[i] + 0.01 * value * value;
        x[i] -= (0.01 * (m[i] / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(v[i] / (1 - 0.99 ** (t + 1))) + 1e-8);
      });
    });
    own.value.forEach((value, i) => expect(value).toBeCloseTo(x[i], 6));
  });
});

describe('sgd', () => {
  it('walks as PyTorch documents it: decay, then momentum without dampening', () => {
    const own = parameter();
    const optimiser = sgd([own], { momentum: 0.9, weightDecay: 0.01 });
    const x = [0.5, -0.5, 2];
    const velocity = [0, 0, 0];
    gradients.forEach((g, t) => {
      own.gradient.set(g);
      optimiser.step(t, 0.1);
      g.forEach((value, i) => {
        velocity[i] = 0.9 * velocity[i] + value + 0.01 * x[i];
        x[i] -= 0.1 * velocity[i];
      });
    });
    own.value.forEach((value, i) => expect(value).toBeCloseTo(x[i], 6));
    expect([...optimiser.state().keys()]).toEqual(['v/sgd.velocity']);
  });
});

describe('runningMean', () => {
  it('starts at the values and follows them by 1 - decay; with 0 it is the values', () => {
    const own = parameter();
    const slow = runningMean([own], 0.75);
    const none = runningMean([own], 0);
    own.value.set([1.5, -0.5, 6]);
    for (const mean of [slow, none]) mean.follow();
    expect([...slow.values().get('v')!]).toEqual([0.75, -0.5, 3]);
    expect([...none.values().get('v')!]).toEqual([1.5, -0.5, 6]);
  });
});
