import { InputError } from '@ddr-lab/base/errors';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';

/** A value of a YAML file that knows where it stands, so that what is wrong with it can be said with its line. */
export interface YamlItem {
  readonly kind: 'map' | 'list' | 'scalar' | 'nothing';
  /** `FILE:LINE:COLUMN`. */
  readonly at: string;
  /**
   * Refuses it.
   *
   * @throws InputError: `FILE:LINE:COLUMN: message`.
   */
  fail(message: string): never;
  /** The values of a map by their keys. @throws InputError for what is no map, and a key that is not among `known`. */
  map(known: readonly string[]): ReadonlyMap<string, YamlItem>;
  /** The entries of a map with any keys. @throws InputError for what is no map. */
  entries(): readonly { readonly key: string; readonly value: YamlItem }[];
  /** The values of a list; a value alone is a list of it. */
  list(): readonly YamlItem[];
  /** A text; a number is one as it is written. @throws InputError for another kind, and for an empty text. */
  text(): string;
  /** A whole number. @throws InputError for another, or one below `least`. */
  whole(least: number): number;
  /** A finite number. @throws InputError for anything else. */
  number(): number;
  /** One of some words. @throws InputError naming them. */
  oneOf<Word extends string>(words: readonly Word[]): Word;
  /** `true` or `false`. @throws InputError for anything else. */
  truth(): boolean;
}

interface Source {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * Reads a YAML text.
 *
 * @param file what to call it in messages.
 * @throws InputError naming line and column of what is no YAML, of a key that stands twice, and for an empty text.
 */
export function readYaml(text: string, file: string): YamlItem {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const source: Source = { file, document, lines };
  if (error) throw new InputError(`${whereIs(source, error.pos[0])}: ${error.message}.`);
  if (document.contents === null) throw new InputError(`${file}: is empty; a sweep names networks at least.`);
  return itemOf(document.contents, source, 0);
}

function whereIs({ file, lines }: Source, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
}

/** `before`: where the key stands, for a value that is missing. */
function itemOf(given: Node | null, source: Source, before: number): YamlItem {
  const node = isAlias(given) ? (given.resolve(source.document) ?? null) : given;
  const offset = given?.range?.[0] ?? before;
  const fail = (message: string): never => {
    throw new InputError(`${whereIs(source, offset)}: ${message}`);
  };
  const entries = (): { key: string; at: number; value: YamlItem }[] => {
    if (!isMap(node)) return fail(`a map is wanted here (key: value), not ${words(node)}.`);
    return node.items.map((pair) => {
      const key = pair.key as Scalar;
      const at = key.range?.[0] ?? offset;
      return { key: String(key.value), at, value: itemOf(pair.value as Node | null, source, at) };
    });
  };
  const scalar = (wanted: string): unknown => {
    if (!isScalar(node) || node.value === null) return fail(`${wanted} is wanted here, not ${words(node)}.`);
    return node.value;
  };
  const number = (): number => {
    const value = scalar('a number');
    return typeof value === 'number' && Number.isFinite(value)
      ? value
      : fail(`a number is wanted here, not ${words(node)}.`);
  };
  const text = (): string => {
    const value = scalar('a text');
    const written = typeof value === 'string' ? value : ((node as Scalar).source ?? String(value));
    return written.trim() === '' ? fail('a text is wanted here, not an empty one.') : written.trim();
  };
  return {
    kind: isMap(node)
      ? 'map'
      : isSeq(node)
        ? 'list'
        : isScalar(node) && node.value !== null
          ? 'scalar'
          : 'nothing',
    at: whereIs(source, offset),
    fail,
    entries,
    map(known) {
      const found = entries();
      const odd = found.find(({ key }) => !known.includes(key));
      if (odd) {
        const at = whereIs(source, odd.at);
        throw new InputError(`${at}: there is no key “${odd.key}” here; there are ${known.join(', ')}.`);
      }
      return new Map(found.map(({ key, value }) => [key, value]));
    },
    list: () =>
      isSeq(node)
        ? node.items.map((one) => itemOf(one as Node | null, source, offset))
        : [itemOf(given, source, offset)],
    text,
    whole(least) {
      const value = number();
      return Number.isSafeInteger(value) && value >= least
        ? value
        : fail(`a whole number of at least ${least} is wanted here, not ${value}.`);
    },
    number,
    oneOf(known) {
      const word = text();
      return known.find((one) => one === word) ?? fail(`“${word}” is none of ${known.join(', ')}.`);
    },
    truth() {
      const value = scalar('true or false');
      return typeof value === 'boolean' ? value : fail(`true or false is wanted here, not ${words(node)}.`);
    },
  };
}

function words(node: unknown): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  return isScalar(node) && node.value !== null ? `“${String(node.value)}”` : 'nothing';
}
