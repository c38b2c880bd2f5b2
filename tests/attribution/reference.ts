import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A map and SciPy's density of it (tests/fixtures/attribution/make.py). */
export function contributionReference(): { map: number[]; height: number; width: number; density: number[] } {
  const file = path.join(__dirname, '../fixtures/attribution/density.json');
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof contributionReference>;
}
