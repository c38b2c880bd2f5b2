import { count } from './words';

/** A line of the table of settings. */
export interface Setting {
  readonly what: string;
  readonly value: string;
}

/** Fields of a recipe that a card tells elsewhere, or that do not shape the network. */
const elsewhere = new Set([
  'name',
  'summary',
  'seed',
  'data',
  'evaluation',
  'snapshots',
  'checkpointEvery',
  'iterations',
]);

const words: Readonly<Record<string, string>> = {
  learningRate: 'learning rate',
  superResolution: 'super-resolution by',
  globalResidual: 'global residual',
  outerGain: 'outer gain',
  weightDecay: 'weight decay',
  halveAt: 'halved at',
};

/** A recipe's settings in its own order, each in a line; fields that are not known yet are written as they stand. */
export function settings(recipe: Readonly<Record<string, unknown>>): Setting[] {
  return Object.entries(recipe)
    .filter(([key, value]) => !elsewhere.has(key) && value !== undefined)
    .map(([key, value]) => ({ what: words[key] ?? key, value: text(value) }));
}

/** `srresnet: channels 32, blocks 16`; a schedule as `cosine from 0.0008`. */
function text(value: unknown): string {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 10_000 ? count(value) : String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(text).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind, ...rest } = value as Record<string, unknown>;
  if ((kind === 'cosine' || kind === 'steps') && 'from' in rest) {
    const { from, to = 0, halveAt } = rest;
    if (kind === 'cosine') return `${text(from)}, falling to ${text(to)} along a cosine`;
    return `${text(from)}, halved at ${text(halveAt)}`;
  }
  const parts = Object.entries(rest).map(([key, part]) => {
    const inner = text(part);
    return `${words[key] ?? key} ${typeof part === 'object' && part !== null ? `(${inner})` : inner}`;
  });
  return `${typeof kind === 'string' ? `${kind}: ` : ''}${parts.join(', ')}`;
}
