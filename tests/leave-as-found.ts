import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { backendInUse } from '@ddr-lab/engine/in-use';

// Run for each of the files that share a process: what one of them changes for all would be the next one's fault.
// Set by sharp when the first file loads it.
const found = (): object => ({ environment: { ...process.env, VIPSHOME: '' }, folder: process.cwd() });
const backend = (): string | undefined => (backendInUse() === undefined ? undefined : tf.getBackend());

let before: object;
let engine: string | undefined;
beforeAll(() => {
  before = found();
  engine = backend();
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  expect(found(), 'what this file left to those after it').toEqual(before);
  if (engine !== undefined) expect(backend(), 'the backend that this file left').toBe(engine);
});
