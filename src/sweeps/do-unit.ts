import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { version } from '../../package.json';
import { acquire } from '../../environment/lock';
import { backendInUse } from '@ddr-lab/engine/in-use';
import { InputError } from '@ddr-lab/base/errors';
import type { OnMessage, OnProgress } from '@ddr-lab/base/progress';
import { checkpointFile } from '../analysis/checkpoint';
import type { Cached } from '../analysis/cached/features';
import { unitCode } from './code';
import { openUnitImages } from './compute/images';
import { measureUnit } from './compute/measure-unit';
import type { UnitValues } from './compute/row';
import { placesIn } from './places';
import { readResult, writeResult } from './store';
import { trainUnit, weightsOf } from './train-unit';
import type { MeasurePlace, MeasureUnit, PlannedUnit, TrainUnit } from './unit';

/** What `doUnit` takes. */
export interface DoUnitOptions extends Cached {
  readonly onProgress?: OnProgress;
  readonly onMessage?: OnMessage;
  readonly signal?: AbortSignal;
}

/** Whether a unit is done: its result is whole, and of a training the weights are there, too. */
export async function isDone(folder: string, { id, unit }: PlannedUnit): Promise<boolean> {
  if ((await readResult(folder, id)).state !== 'whole') return false;
  return unit.kind === 'measure' || existsSync(weightsOf(folder, { id, unit }));
}

/**
 * Does a unit of a sweep and writes its result, unless it is done. While another process is at it, on this machine or another that has the
 * folder, this one waits: what is whole is never computed twice.
 *
 * @param folder the sweep's.
 * @throws InputError where the code, the network or the images are not those that were planned.
 */
export async function doUnit(
  folder: string,
  planned: PlannedUnit,
  options: DoUnitOptions = {},
): Promise<'computed' | 'there'> {
  const { id, unit } = planned;
  if (await isDone(folder, planned)) return 'there';
  if (unitCode(unit.kind) !== unit.code) {
    throw new InputError(
      `${id}: was planned for other code than runs here; make the plan anew (ddr sweep plan).`,
    );
  }
  const onWait = (): void => options.onMessage?.(`${id}: another process is at it; waiting.`);
  const lock = await acquire(placesIn(folder).lock(id), { onWait });
  try {
    if (await isDone(folder, planned)) return 'there';
    const began = Date.now();
    const values = await computed(folder, planned, options);
    const made = {
      program: `ddr-lab ${version}`,
      backend: backendInUse() ?? 'unknown',
      node: process.version,
      processor: os.cpus()[0]?.model ?? os.arch(),
      host: os.hostname(),
      ended: new Date().toISOString(),
      seconds: Math.round((Date.now() - began) / 100) / 10,
    };
    await writeResult(folder, { id, unit, made, ...values });
    return 'computed';
  } finally {
    lock.release();
  }
}

function computed(folder: string, planned: PlannedUnit, options: DoUnitOptions): Promise<UnitValues> {
  const { id, unit, place } = planned;
  if (unit.kind === 'train') return trainUnit(folder, { id, unit }, options);
  return measured(folder, unit, place as MeasurePlace, options);
}

async function measured(
  folder: string,
  unit: MeasureUnit,
  { source, set }: MeasurePlace,
  options: DoUnitOptions,
): Promise<UnitValues> {
  const { images, patch } = unit;
  const { count, size } = images;
  const opened = await openUnitImages({ set, count, size: size ?? undefined, patch }, { folder });
  return measureUnit(unit, { ...options, file: await fileOf(folder, source), set: opened });
}

async function fileOf(folder: string, source: MeasurePlace['source']): Promise<string> {
  if ('file' in source) return path.resolve(folder, source.file);
  if ('shipped' in source) return checkpointFile(source.shipped);
  const found = await readResult(folder, source.trained);
  if (found.state !== 'whole') {
    throw new InputError(
      `The training ${source.trained} is not done: ddr sweep unit ${source.trained} first.`,
    );
  }
  return weightsOf(folder, { id: source.trained, unit: found.result.unit as TrainUnit });
}
