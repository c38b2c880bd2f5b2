import { InputError } from '@ddr-lab/base/errors';
import { placeName, walkGroups, type Group } from './groups';

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
export function findNetwork(file: string, tensors: Group['tensors'], wanted: Wanted): Found | undefined {
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
