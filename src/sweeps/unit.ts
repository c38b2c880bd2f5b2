import { fingerprintOf } from '@ddr-lab/base/cache/key';
import type { Recipe } from '../methods/methods';
import type { ImportOptions } from '../networks/import/recognised';
import type { LayerChoice } from '../reports/open-networks';
import type { MeasureName, Sweep, SweepProjection } from './spec/sweep';

/** One network under one set of degradations: all its layers and seeds, since one pass through it taps all layers. */
export interface MeasureUnit {
  readonly kind: 'measure';
  /** Of the network's weights, its layers and their settings; of one that the sweep trains, the id of its training. */
  readonly network: { readonly fingerprint: string } | { readonly trained: string };
  readonly options: ImportOptions;
  /** Of the pixels of the images. */
  readonly images: { readonly fingerprint: string; readonly count: number; readonly size: number | null };
  readonly degradations: readonly string[];
  readonly layers: LayerChoice;
  readonly patch: number;
  readonly measured: number;
  readonly seeds: Sweep['seeds'];
  readonly projection: SweepProjection;
  readonly measures: readonly MeasureName[];
  /** Of the source that computes. */
  readonly code: string;
}

/** A recipe trained with one seed. */
export interface TrainUnit {
  readonly kind: 'train';
  readonly recipe: Recipe;
  /** Trainings whose weights it begins with, by their ids. */
  readonly begins: readonly string[];
  /** The data sets of the recipe that are here; others are drawn. */
  readonly data: readonly string[];
  readonly code: string;
}

/** Everything that decides a unit's numbers, and nothing else: its id is the hash of this. */
export type Unit = MeasureUnit | TrainUnit;

/** Where a unit finds what it is made of, and what tables call it: a result holds whatever these are. */
export type UnitPlace =
  | {
      readonly network: string;
      readonly source:
        { readonly shipped: string } | { readonly file: string } | { readonly trained: string };
      readonly degradations: string;
      readonly images: string;
      /** A data set by name, or a folder, from the sweep's folder. */
      readonly set: string;
    }
  | { readonly network: string };

/** A line of `units.jsonl`. */
export interface PlannedUnit<U extends Unit = Unit> {
  readonly id: string;
  readonly unit: U;
  readonly place: UnitPlace;
}

/** Where a unit of measuring finds its network and its images. */
export type MeasurePlace = Extract<UnitPlace, { source: unknown }>;

/** The hash of a unit, 20 hexadecimal digits: equal for equal units, in whatever order their keys stand. */
export function unitId(unit: Unit): string {
  return fingerprintOf('ddr-lab sweep unit 1', canonical(unit)).slice(0, 20);
}

/** The units that must be done before this one, by their ids. */
export function neededBy(unit: Unit): readonly string[] {
  if (unit.kind === 'train') return unit.begins;
  return 'trained' in unit.network ? [unit.network.trained] : [];
}

/** JSON whose keys are in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
