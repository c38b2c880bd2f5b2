/** Thousands apart: `8,192`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** CHI with two decimals below 10, else one, as in the figures. */
export function chiText(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(1);
}

/** `222.4 ± 9.6`, both with the mean's decimals. */
export function plusMinus(mean: number, deviation: number): string {
  return `${chiText(mean)} ± ${deviation.toFixed(Math.abs(mean) < 10 ? 2 : 1)}`;
}

/** `+1.13`, `-0.02`. */
export function signed(value: number, digits: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** A metric with its unit: `24.60 dB`, `85.96 %`, or the bare number. */
export function metricText(name: string, value: number): string {
  if (/^(psnr|bicubic)/i.test(name)) return `${value.toFixed(2)} dB`;
  if (/^accuracy/i.test(name)) return `${(100 * value).toFixed(2)} %`;
  return String(Number(value.toPrecision(4)));
}

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
