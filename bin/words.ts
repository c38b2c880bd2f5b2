import { InputError } from '../src/errors';

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
