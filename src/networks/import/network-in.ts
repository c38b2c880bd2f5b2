import { InputError } from '@ddr-lab/base/errors';
import type { WeightContents } from '@ddr-lab/weights/stored';
import { architectures } from '../architectures/recognised';
import { type Group, partsOf, placeName, walkGroups, withoutWrappers } from './layout';
import { type ImportOptions, isNearMiss, type Recognised, type Tensors } from './recognised';

/**
 * The tensors of the one network in a file, by the names that its architecture has. Where none is recognised, those
 * that are most likely to be one, for the message of whoever looks closer.
 *
 * @throws InputError naming the file where several networks are in it, or the place asked for has no tensors.
 */
export function tensorsOfNetwork(file: string, contents: WeightContents, options: ImportOptions): Group {
  const { place } = options;
  const tensors = withoutWrappers(contents.tensors);
  const fits = (group: Group): Fit | undefined => recognisedFit(group.tensors, options);
  return findNetwork(file, tensors, { place, fits }) ?? likely(file, tensors, place);
}

/** The tensors that have all the names given, wherever they are; else, as `tensorsOfNetwork`, the likely ones. */
export function tensorsNamed(
  file: string,
  contents: WeightContents,
  names: readonly string[],
  place?: string,
): Group {
  const fits = ({ tensors }: Group): Fit | undefined => {
    if (!names.every((name) => tensors.has(`${name}.weight`))) return undefined;
    const isNamed = (name: string): boolean => names.includes(name.replace(/\.[^.]*$/, ''));
    return { whole: [...tensors.keys()].every(isNamed), what: 'the layers named' };
  };
  const tensors = withoutWrappers(contents.tensors);
  return findNetwork(file, tensors, { place, fits }) ?? likely(file, tensors, place);
}

/** What of the parameters at a place could not be read, for the message of whoever misses them; '' where all could. */
export function unreadParameters({ opaque }: WeightContents, place: string): string {
  const begin = place === '' ? '' : `${place}.`;
  const some = [...opaque]
    .filter(([name]) => name.startsWith(begin) && /\.(weight|bias|running_mean|running_var)$/.test(name))
    .slice(0, 3)
    .map(([name, what]) => `${name.slice(begin.length)} is ${what}`);
  return some.length === 0 ? '' : ` What could not be read: ${some.join('; ')}.`;
}

/** Words about a file's tensors: what it says itself, and where in it they were. */
export function metadataOf(contents: WeightContents, place: string): Readonly<Record<string, string>> {
  const name = placeName(place);
  return name === '' ? contents.metadata : { ...contents.metadata, place: name };
}

function recognisedFit(tensors: Tensors, options: ImportOptions): Fit | undefined {
  let near: Fit | undefined;
  for (const { name, recognise } of architectures) {
    try {
      const found = recognise(tensors, options);
      if (!found) continue;
      if (isNearMiss(found)) near ??= { whole: false, what: found.architecture };
      else return fitOf(found, tensors);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // Recognised, but an option is missing, which is said later.
      return { whole: true, what: name };
    }
  }
  return near;
}

function fitOf({ architecture, spec, sources, unused }: Recognised, tensors: Tensors): Fit {
  const used = new Set([...sources.values()].map(({ from }) => from));
  const whole =
    [...used].every((name) => tensors.has(name)) &&
    [...tensors.keys()].every((name) => used.has(name) || unused?.(name));
  return { whole, what: `${architecture}, ${sizes(spec)}` };
}

function sizes(spec: object): string {
  const numbers = Object.entries(spec).filter(([, value]) => typeof value === 'number');
  return numbers.map(([name, value]) => `${name} ${value as number}`).join(', ');
}

/** Where checkpoints have their weights, the best first (an average of the weights before the last). */
const usual = [
  'params_ema',
  'params',
  'state_dict',
  'generator',
  'net_g',
  'model_state_dict',
  'model',
  'net',
];

/**
 * Of tensors that nothing recognises: those under the place asked for, or under a usual key of a checkpoint, or all; what
 * wrappers left in front of all their names is taken off.
 */
function likely(file: string, tensors: Group['tensors'], place?: string): Group {
  const top: Group = { place: '', tensors };
  if (place !== undefined) return unwrapped(partAt(file, top, place));
  const parts = new Map(partsOf(top).map((part) => [part.place, part]));
  // A network may call its own part `model`; then it is no key of a checkpoint.
  const isKey = (name: string): boolean =>
    parts.has(name) && !(parts.size === 1 && (name === 'model' || name === 'net'));
  const key = usual.find(isKey);
  return unwrapped(key === undefined ? top : parts.get(key)!);
}

/** Steps into `module.` and `_orig_mod.` where all names begin with them. */
function unwrapped(group: Group): Group {
  const parts = partsOf(group);
  const only = parts.length === 1 && parts[0].tensors.size === group.tensors.size ? parts[0] : undefined;
  return only && placeName(only.place) === placeName(group.place) ? unwrapped(only) : group;
}

function partAt(file: string, top: Group, place: string): Group {
  let group = top;
  for (const part of place.split('.').filter(Boolean)) {
    const parts = partsOf(group);
    const wanted = group.place ? `${group.place}.${part}` : part;
    const next = parts.find((one) => one.place === wanted);
    if (!next) {
      const there = parts.map((one) => one.place).slice(0, 12);
      throw new InputError(
        `${file}: has no tensors at the place ${JSON.stringify(place.slice(0, 80))}. There are: ${there.join(', ') || 'none below its top level'}.`,
      );
    }
    group = next;
  }
  return group;
}

/** How tensors go with what is looked for. */
export interface Fit {
  /** Whether every tensor has its use, and none is missing. */
  readonly whole: boolean;
  /** What it would be, in words; equal for networks that differ in their numbers alone. */
  readonly what: string;
}

/** A place where a network was found. */
export interface Found extends Group {
  readonly fit: Fit;
}

/** What was asked for, and how it is recognised. */
export interface Wanted {
  /** Says how a group of tensors goes with what is looked for; undefined where it does not at all. */
  readonly fits: (group: Group) => Fit | undefined;
  /** The place, where the reader named one: `params`, `state_dict.netG`. */
  readonly place?: string;
}

/**
 * Finds the one network among a file's tensors: wherever in the file's dicts it lies, whatever wrappers left in front of its names. One
 * whose tensors all have their use goes before one that leaves some over; a running average of the weights (`ema` in its
 * place) before the network that it is the average of. Undefined where there is none.
 *
 * @throws InputError naming the places where several networks are left, or the place asked for has none.
 */
function findNetwork(file: string, tensors: Group['tensors'], wanted: Wanted): Found | undefined {
  const { fits, place } = wanted;
  const found: Found[] = [];
  walkGroups(tensors, (group) => {
    const within = place === undefined || isWithin(group.place, place);
    const fit = within ? fits(group) : undefined;
    if (fit) found.push({ ...group, fit });
    return !fit?.whole;
  });
  const whole = found.filter(({ fit }) => fit.whole);
  const left = withoutCopies(preferAverages(whole.length > 0 ? whole : found));
  if (left.length <= 1) return left[0];
  // A place that was named is itself, before what lies in it.
  const named = left.find((one) => place !== undefined && placeName(one.place) === placeName(place));
  if (named) return named;
  // None fits as a whole: the largest says best what is wrong with it.
  if (whole.length === 0) return left.reduce((a, b) => (b.tensors.size > a.tensors.size ? b : a));
  const places = left.map((one) => `${placeName(one.place) || 'its top level'} (${one.fit.what})`);
  throw new InputError(
    `${file}: holds several networks, at ${places.slice(0, 8).join(', ')}. Name one of these places: { place: '${placeName(left[0].place)}' }, ` +
      `or --place ${placeName(left[0].place)}.`,
  );
}

function isWithin(place: string, asked: string): boolean {
  const wanted = placeName(asked);
  return place === asked || placeName(place) === wanted || place.startsWith(`${wanted}.`) || wanted === '';
}

const average = /(^|[._])(ema|average|averaged)([._\d]|$)/i;

/** Leaves out what stands beside its own running average. */
function preferAverages(found: readonly Found[]): Found[] {
  const averages = found.filter(({ place }) => average.test(place));
  return found.filter(
    (one) => averages.includes(one) || !averages.some(({ fit }) => fit.what === one.fit.what),
  );
}

/** One network under two names is one network; the later name is that of no wrapper more than the first. */
function withoutCopies(found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const one of found) {
    if (!kept.some((other) => isSame(one, other))) kept.push(one);
  }
  return kept;
}

function isSame(a: Group, b: Group): boolean {
  if (a.tensors.size !== b.tensors.size) return false;
  for (const [name, tensor] of a.tensors) if (b.tensors.get(name) !== tensor) return false;
  return true;
}
