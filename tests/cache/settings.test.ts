import { expect, it } from 'vitest';
import { cacheLimit, defaultLimit } from '@ddr-lab/base/cache/settings';
import { InputError } from '@ddr-lab/base/errors';

it.each([
  [undefined, defaultLimit],
  ['', 2147483648],
  ['off', 0],
  ['OFF', 0],
  ['0', 0],
  ['1000', 1000],
  ['500M', 524288000],
  ['1.5 GB', 1610612736],
  ['4g', 4294967296],
  ['2GiB', 2147483648],
])('DDR_CACHE=%s is %d bytes', (words, bytes) => {
  expect(cacheLimit(words)).toBe(bytes);
});

it.each(['on', '-1', '1e9', '4 apples', 'M', '/tmp/cache'])('DDR_CACHE=%s is refused by name', (words) => {
  expect(() => cacheLimit(words)).toThrow(InputError);
  expect(() => cacheLimit(words)).toThrow(words);
});
