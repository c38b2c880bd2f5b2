import { InputError } from '@ddr-lab/base/errors';

/**
 * A whole number from a flag.
 *
 * @throws InputError naming the flag where the word is none, or is too small.
 */
export function wholeNumber(option: string, word: string, least: number): number {
  const value = Number(word);
  if (word.trim() === '' || !Number.isSafeInteger(value) || value < least) {
    throw new InputError(`${option} must be a whole number of at least ${least}, not ${word}.`);
  }
  return value;
}

/**
 * A number from a flag.
 *
 * @throws InputError naming the flag where the word is none.
 */
export function plainNumber(option: string, word: string): number {
  const value = Number(word);
  if (word.trim() === '' || !Number.isFinite(value))
    throw new InputError(`${option} must be a number, not ${word}.`);
  return value;
}

/**
 * One of some words from a flag.
 *
 * @throws InputError naming the flag and the words.
 */
export function oneOf<Word extends string>(option: string, word: string, words: readonly Word[]): Word {
  const found = words.find((known) => known === word);
  if (found === undefined) throw new InputError(`${option} is one of ${words.join(', ')}, not ${word}.`);
  return found;
}

/** The words that commas join; empty ones are left out. */
export function list(words: string): string[] {
  return words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/**
 * Three numbers that commas join.
 *
 * @throws InputError naming the flag.
 */
export function threeNumbers(option: string, word: string): [number, number, number] {
  const numbers = word.split(',').map((part) => plainNumber(option, part));
  if (numbers.length !== 3)
    throw new InputError(`${option} takes three numbers, such as 0.45,0.44,0.40, not ${word}.`);
  return [numbers[0], numbers[1], numbers[2]];
}

/**
 * Height and width: `64`, or `48x64`.
 *
 * @throws InputError naming the flag.
 */
export function sizeOf(option: string, word: string): { height: number; width: number } {
  const sides = word.split('x').map((side) => wholeNumber(option, side, 1));
  if (sides.length > 2) throw new InputError(`${option} is a size in pixels, 64 or 48x64, not ${word}.`);
  return { height: sides[0], width: sides[sides.length - 1] };
}

/**
 * Numbers by name: `sigma=0.1,steps=2`.
 *
 * @throws InputError naming the flag.
 */
export function namedNumbers(option: string, words: string): Record<string, number> {
  const entries = list(words).map((word): [string, number] => {
    // A name may hold the sign itself; a number does not.
    const at = word.lastIndexOf('=');
    if (at < 1) throw new InputError(`${option} takes numbers by name, such as sigma=0.1, not ${word}.`);
    return [word.slice(0, at), plainNumber(option, word.slice(at + 1))];
  });
  return Object.fromEntries(entries);
}
