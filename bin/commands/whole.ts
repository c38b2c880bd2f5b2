import { InvalidArgumentError } from 'commander';

/** A whole number from 0 to 2^32 - 1 (what a seed may be), for commander. */
export function parseWhole(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
}
