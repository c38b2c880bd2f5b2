import { InputError } from '@ddr-lab/base/errors';
import { textTable, type TextTable } from '@ddr-lab/book/cells/table-format';
import type { Spread } from '../metrics/spread';
import type { LayerReport, NetworkReport, Report } from './report';

/** What is compared of a layer, by its field and as people write it. */
export const comparedMeasures = { chi: 'CHI', wd: 'WD', bd: 'BD' } as const;
/** The field of a measure. */
export type ComparedMeasure = keyof typeof comparedMeasures;

/** Means further apart than so many times what chance of t-SNE's seeds puts between them have moved. */
export const MOVED = 2;

/** A measure of one layer in A and in B. */
export interface Change {
  readonly a: Spread;
  readonly b: Spread;
  /** The mean of B less that of A. */
  readonly difference: number;
  /**
   * How far the difference is off by chance, if seeds of t-SNE are all there is of it: the root of the sum of both variances, divided
   * by n - 1; `null` where one of them has a single run, which does not tell.
   */
  readonly spread: number | null;
  /** `up` and `down`: further than twice the spread; `within` it; `unknown`: of a single run. */
  readonly moved: 'up' | 'down' | 'within' | 'unknown';
}

/** A layer of a network of A beside that of B. */
export interface LayerComparison {
  readonly layer: string;
  readonly chi: Change;
  readonly wd: Change;
  readonly bd: Change;
}

/** A network of A beside one of B. */
export interface NetworkComparison {
  /** Its name in A, and in B. */
  readonly a: string;
  readonly b: string;
  readonly verdicts: { readonly a: string; readonly b: string };
  /** The pixels of the input, the control, and then the layers that both have, in the order that data flows. */
  readonly layers: readonly LayerComparison[];
}

/** Two reports side by side, as plain data. */
export interface ReportComparison {
  readonly degradations: readonly string[];
  /** Patches of each degradation. */
  readonly patches: number;
  readonly networks: readonly NetworkComparison[];
  /** What else differs between A and B, and a reader should know. */
  readonly notes: readonly string[];
}

/** A report with the name that messages give it. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/**
 * Two reports layer by layer: what moved beyond the spread of t-SNE's seeds. One network of each is compared whatever their names;
 * of several, those of one name.
 *
 * @throws InputError where they cannot be compared, saying what differs: degradations, the number of patches, the patches' size, the
 *   projection; no network of one name, no layer in common.
 */
export function compareReports(a: NamedReport, b: NamedReport): ReportComparison {
  const [{ settings: left, images }, { settings: right }] = [a.report, b.report];
  const refuse = (what: string, [one, other]: readonly [unknown, unknown], advice: string): never => {
    throw new InputError(
      `${a.name} and ${b.name} are not comparable: ${what} ${String(one)} in the first, ${String(other)} in the second. ${advice}`,
    );
  };
  const again = 'Make one of them again with `ddr analyse`, with the settings of the other.';
  const lists = [left, right].map(({ degradations }) => degradations.join(', '));
  if (lists[0] !== lists[1]) refuse('degradations are', [lists[0], lists[1]], again);
  const counts = [images.patches, b.report.images.patches] as const;
  if (counts[0] !== counts[1]) {
    refuse('patches of each degradation are', counts, `CHI grows with their number. ${again}`);
  }
  for (const setting of ['patch', 'components', 'perplexity'] as const) {
    if (left[setting] !== right[setting])
      refuse(`the setting ${setting} is`, [left[setting], right[setting]], again);
  }
  const notes: string[] = [];
  const networks = pairs(a, b, notes).map(([one, other]) => compareNetworks(one, other, refuse, notes));
  notes.unshift(...differences(a.report, b.report));
  return { degradations: left.degradations, patches: images.patches, networks, notes };
}

/** The networks to hold against each other. */
function pairs(a: NamedReport, b: NamedReport, notes: string[]): [NetworkReport, NetworkReport][] {
  const [ours, theirs] = [a.report.networks, b.report.networks];
  if (ours.length === 1 && theirs.length === 1) return [[ours[0], theirs[0]]];
  const found = ours.flatMap((one): [NetworkReport, NetworkReport][] => {
    const other = theirs.find(({ name }) => name === one.name);
    return other ? [[one, other]] : [];
  });
  const names = (list: readonly NetworkReport[]): string => list.map(({ name }) => name).join(', ');
  if (found.length === 0) {
    throw new InputError(
      `${a.name} and ${b.name} are not comparable: no network has one name in both. The first has ${names(ours)}, the second ${names(theirs)}.`,
    );
  }
  const alone = [...ours, ...theirs].filter(({ name }) => !found.some(([one]) => one.name === name));
  if (alone.length > 0) notes.push(`In one of them alone, and left out: ${names(alone)}.`);
  return found;
}

function compareNetworks(
  a: NetworkReport,
  b: NetworkReport,
  refuse: (what: string, both: readonly [unknown, unknown], advice: string) => never,
  notes: string[],
): NetworkComparison {
  const names = [a, b].map(({ layers }) => layers.map(({ layer }) => layer));
  const both = a.layers.flatMap((one): [LayerReport, LayerReport][] => {
    const other = b.layers.find(({ layer }) => layer === one.layer);
    return other ? [[one, other]] : [];
  });
  if (both.length === 0) {
    refuse(
      'no layer is in both:',
      [names[0].join(', '), names[1].join(', ')],
      'Name layers that both networks have, --layers of `ddr analyse`.',
    );
  }
  const alone = [...new Set(names.flat())].filter((name) => !both.some(([{ layer }]) => layer === name));
  if (alone.length > 0)
    notes.push(`${a.name}: layers in one of them alone, and left out: ${alone.join(', ')}.`);
  if (a.shrunk !== b.shrunk) {
    notes.push(`Images were shrunk by ${a.shrunk} for ${a.name} in A, by ${b.shrunk} for ${b.name} in B.`);
  }
  return {
    a: a.name,
    b: b.name,
    verdicts: { a: a.verdict.grade, b: b.verdict.grade },
    layers: [[a.pixels, b.pixels] as const, ...both].map(([one, other]) => ({
      layer: one === a.pixels ? 'input pixels' : one.layer,
      chi: changeOf(one.chi, other.chi),
      wd: changeOf(one.wd, other.wd),
      bd: changeOf(one.bd, other.bd),
    })),
  };
}

/** A measure in A and in B, and whether it moved by more than the seeds put between two means. */
export function changeOf(a: Spread, b: Spread): Change {
  const difference = b.mean - a.mean;
  const isTold = Math.min(a.values.length, b.values.length) > 1;
  const variance = ({ standardDeviation, values }: Spread): number =>
    (standardDeviation ** 2 * values.length) / (values.length - 1);
  const spread = isTold ? Math.sqrt(variance(a) + variance(b)) : null;
  // Runs alike to the last bit have no spread: what differs then has moved.
  const isWithin = spread !== null && Math.abs(difference) <= MOVED * spread;
  const moved = spread === null ? 'unknown' : isWithin ? 'within' : difference > 0 ? 'up' : 'down';
  return { a, b, difference, spread, moved };
}

/** What differs and does not forbid the comparison. */
function differences(a: Report, b: Report): string[] {
  const notes: string[] = [];
  if (a.images.set !== b.images.set || a.images.names.join('\n') !== b.images.names.join('\n')) {
    notes.push(
      `The images differ: “${a.images.set}” in A, “${b.images.set}” in B. What moved may be due to them.`,
    );
  }
  if (a.settings.runs !== b.settings.runs)
    notes.push(`t-SNE ran ${a.settings.runs} times a layer in A, ${b.settings.runs} times in B.`);
  if (a.program !== b.program || a.backend !== b.backend) {
    notes.push(`A was made by ${a.program} (${a.backend}), B by ${b.program} (${b.backend}).`);
  }
  if ([a, b].some(({ settings }) => settings.runs < 2)) {
    notes.push('A single run of t-SNE does not tell what moved: take --runs 5.');
  }
  return notes;
}

/** Words for what moved. */
const movedWords: Readonly<Record<Change['moved'], string>> = {
  up: 'up',
  down: 'down',
  within: 'within',
  unknown: 'not told',
};

/** One network's layers as a table: each measure in A and in B with the deviation over the seeds, and what moved. */
export function layersTable(
  { layers }: NetworkComparison,
  measures: readonly ComparedMeasure[] = ['chi', 'wd', 'bd'],
): TextTable {
  const columns = measures.flatMap((measure) => {
    const title = comparedMeasures[measure];
    return [`${title} A`, `${title} B`, `${title} moved`];
  });
  const rows = layers.map((row) => [
    row.layer,
    ...measures.flatMap((measure) => [row[measure].a, row[measure].b, movedWords[row[measure].moved]]),
  ]);
  const precision = { 'WD A': 0, 'WD B': 0, 'BD A': 0, 'BD B': 0 };
  return textTable(['layer', ...columns], rows, { precision });
}

/** What moved of a network, in a sentence. */
export function movedText({ a, b, layers }: NetworkComparison): string {
  const name = a === b ? a : `${a} → ${b}`;
  const parts = (['chi', 'wd', 'bd'] as const).flatMap((measure) =>
    (['up', 'down'] as const).flatMap((moved) => {
      const list = layers.filter((row) => row[measure].moved === moved).map(({ layer }) => layer);
      return list.length ? [`${comparedMeasures[measure]} ${moved} at ${list.join(', ')}`] : [];
    }),
  );
  if (parts.length > 0) return `${name}: ${parts.join('; ')}.`;
  const isTold = layers.every(({ chi }) => chi.moved !== 'unknown');
  return `${name}: ${isTold ? 'nothing moved beyond the spread of t-SNE’s seeds' : 'one run of t-SNE does not tell what moved'}.`;
}
