import { InputError } from '../errors';

/** 2 GiB. */
export const defaultLimit = 2 * 1024 ** 3;

const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/**
 * How many bytes the cache may take, by the words of `DDR_CACHE`: not set or empty 2 GiB; `off` none; or a size such as
 * `500M` or `4G`.
 *
 * @returns 0 for `off`
 * @throws InputError for other words.
 */
export function cacheLimit(words: string | undefined): number {
  const text = (words ?? '').trim();
  if (text === '') return defaultLimit;
  if (/^off$/i.test(text)) return 0;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  if (number === undefined) {
    throw new InputError(
      `DDR_CACHE is ${text}: it must be "off", or the most that the cache may take, such as 500M or 4G.`,
    );
  }
  return Math.floor(Number(number) * units[unit.toUpperCase()]);
}
