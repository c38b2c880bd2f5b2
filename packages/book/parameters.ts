import { InputError } from '@ddr-lab/base/errors';
import type { Cell, Notebook } from './notebook-file';

/** What a parameter may be: a number, a word, yes or no, or a list of numbers or of words. */
export type ParameterValue = number | string | boolean | readonly number[] | readonly string[];

/** A value that a notebook takes from outside, by papermill's convention: a declaration in the cell tagged `parameters`. */
export interface Parameter {
  readonly name: string;
  /** What the notebook's author set. */
  readonly value: ParameterValue;
  /** What stands behind it as a comment. */
  readonly about: string;
}

/** The tag of the cell that holds defaults, and of the one that a run puts behind it; both as papermill has them. */
const TAG = 'parameters';
const INJECTED = 'injected-parameters';

/** `const count = 100; // how many` */
const DECLARATION = /^(?:const|let)\s+([A-Za-z_$][\w$]*)\s*(?::[^=]+)?=\s*(.+?)\s*;?\s*(?:\/\/\s*(.*))?$/;

/**
 * The parameters that a notebook declares; none where no cell is tagged `parameters`.
 *
 * @param file named in errors.
 * @throws InputError for a line of that cell that declares no number, word, truth value or list.
 */
export function parametersOf(notebook: Notebook, file: string): Parameter[] {
  const cell = notebook.cells.find((one) => hasTag(one, TAG));
  const lines = (cell?.source ?? '').split('\n').filter((line) => !/^\s*(\/\/.*)?$/.test(line));
  return lines.map((line) => {
    const [, name, text, about = ''] = DECLARATION.exec(line.trim()) ?? [];
    const value = name === undefined ? undefined : literal(text);
    if (value === undefined) {
      throw new InputError(
        `${file}: in the cell tagged ${TAG}, this line declares no number, word, true, false or list of such: ${line.trim()}`,
      );
    }
    return { name, value, about };
  });
}

/** What a piece of TypeScript stands for, where it is a plain value. */
function literal(text: string): ParameterValue | undefined {
  // Words in single quotes, without escapes, are JSON with double ones.
  const json = text.replace(/'([^'"\\]*)'/g, '"$1"').replace(/,\s*\]$/, ']');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const isPlain = ['number', 'string', 'boolean'].includes(typeof value);
  const isList =
    Array.isArray(value) &&
    value.length > 0 &&
    (value.every((one) => typeof one === 'number') || value.every((one) => typeof one === 'string'));
  return isPlain || isList ? (value as ParameterValue) : undefined;
}

/**
 * The values that words give, each of the type of its default: `count=40`, `degradations=clean,jpeg30` (a list), `photographs=true`.
 *
 * @throws InputError for a word that sets nothing, a name that the notebook does not have (naming those that it has), and a value
 *   of another type.
 */
export function givenParameters(
  parameters: readonly Parameter[],
  words: readonly string[],
  file: string,
): Record<string, ParameterValue> {
  const entries = words.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw new InputError(`--set ${word}: takes name=value, such as count=40.`);
    const name = word.slice(0, at);
    const known = parameters.find((one) => one.name === name);
    if (!known) {
      const list = parameters.map((one) => `${one.name} (${valueWords(one.value)})`).join(', ');
      throw new InputError(
        `--set ${word}: ${file} has no parameter ${name}. ${list ? `It has ${list}.` : 'It has none: no cell is tagged `parameters`.'}`,
      );
    }
    return [name, typed(known, word.slice(at + 1), word)] as const;
  });
  return Object.fromEntries(entries);
}

function typed({ name, value }: Parameter, text: string, word: string): ParameterValue {
  const number = (one: string): number => {
    const found = Number(one);
    if (one.trim() !== '' && Number.isFinite(found)) return found;
    throw new InputError(`--set ${word}: ${name} takes ${kindOf(value)}, such as ${valueWords(value)}.`);
  };
  if (typeof value === 'string') return text;
  if (typeof value === 'number') return number(text);
  if (typeof value === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new InputError(`--set ${word}: ${name} is true or false.`);
  }
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => part === '')) {
    throw new InputError(`--set ${word}: ${name} takes ${kindOf(value)}, such as ${valueWords(value)}.`);
  }
  return typeof value[0] === 'number' ? parts.map(number) : parts;
}

function kindOf(value: ParameterValue): string {
  if (typeof value === 'object')
    return `${typeof value[0] === 'number' ? 'numbers' : 'words'} joined by commas`;
  return typeof value === 'number' ? 'a number' : 'a word';
}

/** A value as one types it behind `--set name=`. */
function valueWords(value: ParameterValue): string {
  return typeof value === 'object' ? value.join(',') : String(value);
}

/** Values as one types them: `count=40, degradations=clean,jpeg30`. */
export function parametersText(values: Readonly<Record<string, ParameterValue>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${valueWords(value)}`)
    .join(' ');
}

/**
 * The notebook with a cell of these values behind the one tagged `parameters`, tagged `injected-parameters`; a cell of an earlier
 * run is replaced.
 */
export function withParameters(
  notebook: Notebook,
  values: Readonly<Record<string, ParameterValue>>,
): Notebook {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, INJECTED));
  const at = cells.findIndex((cell) => hasTag(cell, TAG)) + 1;
  const lines = Object.entries(values).map(([name, value]) => {
    const type = typeof value === 'object' ? `: ${typeof value[0]}[]` : '';
    return `const ${name}${type} = ${JSON.stringify(value)};`;
  });
  const cell: Cell = {
    id: INJECTED,
    cell_type: 'code',
    metadata: { tags: [INJECTED] },
    source: ['// Set for this run (ddr run --set).', ...lines].join('\n'),
    execution_count: null,
    outputs: [],
  };
  return { ...notebook, cells: [...cells.slice(0, at), cell, ...cells.slice(at)] };
}

function hasTag({ metadata }: Cell, tag: string): boolean {
  const { tags } = metadata as { tags?: unknown };
  return Array.isArray(tags) && tags.includes(tag);
}
