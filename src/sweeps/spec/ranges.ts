import { InputError } from '@ddr-lab/base/errors';

/** More than anybody means to write in one line. */
const MOST = 1000;

const range = /^(.*?[^\d.])?(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/;

/**
 * The presets that a text with ranges stands for: `blur1..4` is blur1, blur2, blur3, blur4; `noise10..30/10` goes in steps of 10. Each link
 * of a chain may have its range: `blur1..2+jpeg30..50/20` is four chains. A text without a range stands for itself.
 *
 * @throws InputError for a range that goes down, or is of more than 1000.
 */
export function expandRange(text: string): string[] {
  let chains = [''];
  for (const link of text.split('+')) {
    const links = expandLink(link.trim());
    if (chains.length * links.length > MOST) throw tooMany(text);
    chains = chains.flatMap((chain) => links.map((one) => (chain === '' ? one : `${chain}+${one}`)));
  }
  return chains;
}

/** The whole numbers of `0..4`; of a number alone, itself. Nothing for what is neither. */
export function wholeRange(text: string): number[] | undefined {
  const [, from, to = from] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const [first, last] = [Number(from), Number(to)];
  if (last < first) throw new InputError(`${text} goes down; write the smaller number first.`);
  if (last - first >= MOST) throw tooMany(text);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function expandLink(link: string): string[] {
  const [, word = '', from, to, by = '1'] = range.exec(link) ?? [];
  if (from === undefined) return [link];
  const [first, last, step] = [from, to, by].map(Number);
  if (last < first) throw new InputError(`${link} goes down; write the smaller number first.`);
  if (step <= 0) throw new InputError(`${link} goes in steps of 0.`);
  // A last step that rounding puts a hair too far still counts.
  const count = Math.floor((last - first) / step + 1e-9) + 1;
  if (count > MOST) throw tooMany(link);
  return Array.from({ length: count }, (_, i) => `${word}${Number((first + i * step).toFixed(9))}`);
}

const tooMany = (text: string): InputError => new InputError(`${text} stands for more than ${MOST}.`);
