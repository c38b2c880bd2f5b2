import { expect, it } from 'vitest';
import { traceId } from '@ddr-lab/charts/trace-id';

// Plotly looks for `.cb` + id: each part behind a space is a selector of its own, and none may begin with a digit.
const selector = /^\.cb[\w-]+( [a-z_][\w-]*)*$/i;

it.each(['psnr', 'psnr blur2', 'psnr noise25.5', 'patch 32', 'a, b & c', 'β = 0.5', 'vs.', ''])(
  'a line named %j has an id that a selector takes',
  (name) => {
    expect(`.cb${traceId(1, name)}`).toMatch(selector);
  },
);

it('lines of different names have different ids', () => {
  const names = ['noise2.5', 'noise25', 'noise 25', 'noise-25', 'noise,25'];
  expect(new Set(names.map((name) => traceId(0, name))).size).toBe(names.length);
});
