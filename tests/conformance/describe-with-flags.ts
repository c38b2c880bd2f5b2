import { env } from '@tensorflow/tfjs-core';
import * as original from '@tensorflow/tfjs-core/dist/jasmine_util';

// What the tests import as `jasmine_util`: tfjs-core's own, but for `describeWithFlags`.
export * from '@tensorflow/tfjs-core/dist/jasmine_util';

type Constraints = Parameters<typeof original.describeWithFlags>[1];
type Tests = Parameters<typeof original.describeWithFlags>[2];

/** Suites about kernels that tfjs-core keeps for browsers though they need nothing of one. */
const wanted = ['depthToSpace', 'rotateWithOffset'];

/** Names of the suites whose constraints the environment does not meet, in their order. */
export const leftOut: string[] = [];

/** Describes a suite as tfjs-core does; what it leaves out is written down, and `wanted` is not left out. */
export function describeWithFlags(name: string, constraints: Constraints, tests: Tests): void {
  const fits = original.TEST_ENVS.every((testEnv) =>
    original.envSatisfiesConstraints(env(), testEnv, constraints),
  );
  if (fits) original.describeWithFlags(name, constraints, tests);
  else if (wanted.includes(name)) original.describeWithFlags(name, original.ALL_ENVS, tests);
  else leftOut.push(name);
}
