import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { train } from '../methods/train';
import { disposeNetwork } from '../networks/tappable';
import { row, type UnitValues } from './compute/row';
import type { DoUnitOptions } from './do-unit';
import { placesIn } from './places';
import { readResult } from './store';
import type { PlannedUnit, TrainUnit } from './unit';

type Training = Pick<PlannedUnit<TrainUnit>, 'id' | 'unit'>;

/** The weight file of a training. */
export function weightsOf(folder: string, { id, unit }: Training): string {
  return path.join(placesIn(folder).weights(id), `${unit.recipe.name}.safetensors`);
}

/**
 * Trains, from the last checkpoint where there is one: killed at any moment, it goes on to the same weights. Its numbers are what its
 * recipe measures at the end.
 *
 * @throws InputError where a training that it begins with is not done.
 */
export async function trainUnit(
  folder: string,
  { id, unit }: Training,
  { onProgress, onMessage, signal }: DoUnitOptions,
): Promise<UnitValues> {
  const places = placesIn(folder);
  // All that it begins with lies in one folder, by the recipes' names.
  const starts = path.join(places.training(id), 'begins');
  await mkdir(starts, { recursive: true });
  for (const needed of unit.begins) {
    const found = await readResult(folder, needed);
    if (found.state !== 'whole') {
      throw new InputError(`The training ${needed} is not done: ddr sweep unit ${needed} first.`);
    }
    const file = weightsOf(folder, { id: needed, unit: found.result.unit as TrainUnit });
    await copyFile(file, path.join(starts, path.basename(file)));
  }
  const { network, metrics } = await train(unit.recipe, {
    folder: places.training(id),
    output: weightsOf(folder, { id, unit }),
    checkpoints: starts,
    onProgress,
    onMessage,
    signal,
  });
  disposeNetwork(network);
  return { rows: Object.entries(metrics).map(([name, value]) => row(name, value)), notes: [] };
}
