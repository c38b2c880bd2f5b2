import { mkdir, readFile } from 'node:fs/promises';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { placesIn } from './places';
import { type PlannedUnit, unitId } from './unit';

/** Writes a plan: a unit a line, and the sweep's text beside it. */
export async function writePlan(
  folder: string,
  units: readonly PlannedUnit[],
  sweepText: string,
): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new InputError(`${folder}: cannot be made (${error.message}).`);
  });
  const places = placesIn(folder);
  await writeWhole(places.sweep, sweepText);
  await writeWhole(places.units, units.map((unit) => `${JSON.stringify(unit)}\n`).join(''));
}

/**
 * Reads a plan.
 *
 * @throws InputError where there is none, saying how to make it, and naming a line that is no unit.
 */
export async function readPlan(folder: string): Promise<PlannedUnit[]> {
  const { file, lines } = await linesOf(folder);
  return lines.map((line, i) => unitIn(line, `${file}:${i + 1}`));
}

/**
 * One unit of a plan; the other lines are not looked into, as a cluster's job does this anew for each unit.
 *
 * @throws InputError where the plan has no such unit, and as `readPlan`.
 */
export async function readPlanned(folder: string, id: string): Promise<PlannedUnit> {
  const { file, lines } = await linesOf(folder);
  const start = `{"id":${JSON.stringify(id)},`;
  const at = lines.findIndex((line) => line.startsWith(start));
  if (at >= 0) return unitIn(lines[at], `${file}:${at + 1}`);
  throw new InputError(`${file}: has no unit ${id}; the plan may have been made anew since.`);
}

async function linesOf(folder: string): Promise<{ file: string; lines: string[] }> {
  const file = placesIn(folder).units;
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError(`${file}: not there; make the plan first: ddr sweep plan SWEEP.yaml.`);
  });
  return { file, lines: text.split('\n').filter((line) => line !== '') };
}

function unitIn(line: string, where: string): PlannedUnit {
  try {
    const planned = JSON.parse(line) as PlannedUnit;
    if (unitId(planned.unit) === planned.id) return planned;
  } catch {
    // Said below.
  }
  throw new InputError(`${where}: is no unit; make the plan anew: ddr sweep plan SWEEP.yaml.`);
}
