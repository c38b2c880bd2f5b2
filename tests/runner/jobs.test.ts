import { expect, it } from 'vitest';
import { defaultJobs, threadsEach } from '@ddr-lab/book/watch';

const GiB = 2 ** 30;

it('as many notebooks at once as cores and memory allow, four at most', () => {
  expect(defaultJobs({ cores: 2, memory: 24 * GiB })).toBe(2);
  expect(defaultJobs({ cores: 1, memory: 24 * GiB })).toBe(1);
  expect(defaultJobs({ cores: 8, memory: 7 * GiB })).toBe(2);
  expect(defaultJobs({ cores: 64, memory: 256 * GiB })).toBe(4);
  expect(defaultJobs({ cores: 2, memory: 1 * GiB })).toBe(1);
  expect(defaultJobs()).toBeGreaterThanOrEqual(1);
});

it('which share the cores', () => {
  const machine = { cores: 8, memory: 32 * GiB };
  expect(threadsEach(4, machine)).toBe(2);
  expect(threadsEach(3, machine)).toBe(2);
  expect(threadsEach(1, machine)).toBe(8);
  expect(threadsEach(16, machine)).toBe(1);
});
