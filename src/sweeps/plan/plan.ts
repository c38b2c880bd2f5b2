import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { LEAST_IMAGES } from '../../analysis/grade';
import { isFolder } from '../../images/data-root';
import { setNames } from '../../images/sets/open';
import { unitCode } from '../code';
import { imagesPerClass } from '../compute/measures/contrast';
import { knowImages, openUnitImages, type KnownImages } from '../compute/images';
import { needsPatches } from '../compute/measure-unit';
import type { MeasureName, Sweep, SweepImages } from '../spec/sweep';
import { type MeasurePlace, type MeasureUnit, type PlannedUnit, type TrainUnit, unitId } from '../unit';
import { at } from './at';
import { knowNetwork, type KnownNetwork } from './known-networks';
import { moved } from './moved';

/** What a sweep comes to. */
export interface SweepPlan {
  /** Trainings first, each behind those that it begins with; then by networks, degradations, images. */
  readonly units: readonly PlannedUnit[];
  /** What of the grid is left out, and why. */
  readonly notes: readonly string[];
}

/** What `planSweep` takes. */
export interface PlanOptions {
  /** The folder of the sweep's file, which its paths are relative to. */
  readonly base: string;
  /** The folder of the sweep's results, which the plan's paths are relative to. */
  readonly folder: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

interface Known extends SweepImages, KnownImages {
  readonly perClass: number;
}

/**
 * The units of a sweep, with their ids: opens every network and reads every image, so that what is wrong is said before anything runs.
 *
 * @throws InputError with the line of a network, an image set or a layer that does not do, and where nothing is left to measure.
 */
export async function planSweep(sweep: Sweep, options: PlanOptions): Promise<SweepPlan> {
  const { base, folder, onProgress, signal = currentSignal() } = options;
  const total = sweep.images.length + sweep.networks.length;
  let done = 0;
  const step = (note: string): void => onProgress?.({ done: done++, total, note });
  const images: Known[] = [];
  for (const one of sweep.images) {
    step(one.name);
    const set = setFrom(one.set, base, folder);
    images.push(await at(one.at, () => knowSet({ ...one, set }, sweep.patch, folder, signal)));
  }
  const networks: KnownNetwork[] = [];
  for (const one of sweep.networks) {
    step(one.name);
    signal?.throwIfAborted();
    networks.push(await knowNetwork(one, sweep, { base, folder }));
  }
  const trainings = new Map<string, PlannedUnit<TrainUnit>>();
  for (const training of networks.flatMap((network) => network.trainings))
    trainings.set(training.id, training);
  const notes = new Set<string>();
  const code = unitCode('measure');
  const measured = networks.flatMap((network) =>
    sweep.degradations.flatMap((set) =>
      images.flatMap((own): PlannedUnit<MeasureUnit>[] => {
        const measures = possible(sweep, network, own, notes);
        if (measures.length === 0) return [];
        const unit: MeasureUnit = {
          kind: 'measure',
          network: network.network,
          options: network.options,
          images: { fingerprint: own.fingerprint, count: own.count, size: own.size ?? null },
          degradations: set.presets,
          layers: sweep.layers,
          patch: sweep.patch,
          measured: sweep.measured,
          seeds: sweep.seeds,
          projection: sweep.projection,
          measures,
          code,
        };
        const place: MeasurePlace = {
          network: network.name,
          source: network.source,
          degradations: set.name,
          images: own.name,
          set: own.set,
        };
        return [{ id: unitId(unit), unit, place }];
      }),
    ),
  );
  if (measured.length === 0) {
    throw new InputError(`Nothing is left to measure: ${[...notes].join('; ')}.`);
  }
  return { units: distinct([...trainings.values(), ...measured]), notes: [...notes] };
}

/** A data set's name as it is; a folder by its path from the sweep's folder. */
function setFrom(set: string, base: string, folder: string): string {
  const isOwn = !setNames().includes(set) && isFolder(path.resolve(base, set));
  return isOwn || /^\.{0,2}[\\/]/.test(set) ? moved(set, { base, folder }) : set;
}

async function knowSet(
  images: SweepImages,
  patch: number,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Known> {
  const set = await openUnitImages({ ...images, patch }, { folder });
  return { ...images, ...(await knowImages(set, { signal })), perClass: imagesPerClass(set) };
}

/** The measures that a set of images can serve. */
function possible(
  { measures, patch }: Sweep,
  { shrunk, name }: KnownNetwork,
  images: Known,
  notes: Set<string>,
): MeasureName[] {
  const side = patch * shrunk;
  const large = images.sides.filter((own) => own >= side).length;
  return measures.filter((measure) => {
    if (needsPatches(measure) && large < LEAST_IMAGES) {
      notes.add(
        `${images.name}: no ${measure} of ${name}, as ${large} of its images have the ${side} x ${side} pixels that it needs`,
      );
      return false;
    }
    if (measure === 'contrast' && images.perClass === 0) {
      notes.add(`${images.name}: no contrast, as it has no three classes with five images each`);
      return false;
    }
    return true;
  });
}

/** Two that would give the same numbers are told, since a table could not tell which it shows. */
function distinct(units: readonly PlannedUnit[]): readonly PlannedUnit[] {
  const seen = new Map<string, PlannedUnit>();
  for (const unit of units) {
    const other = seen.get(unit.id);
    if (other) {
      const words = ({ place }: PlannedUnit): string =>
        'images' in place ? `${place.network}, ${place.degradations}, ${place.images}` : place.network;
      throw new InputError(
        `Two units are the same: ${words(other)}, and ${words(unit)}. Leave out one of them.`,
      );
    }
    seen.set(unit.id, unit);
  }
  return units;
}
