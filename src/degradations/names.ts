import { InputError } from '@ddr-lab/base/errors';
import { isOwnDegradation } from './own-degradation';
import { parsePreset, type AnyDegradation } from './presets';

/** What a degradation is called: a preset by its name, one's own by the one that it was given. */
export function degradationName(degradation: AnyDegradation): string {
  if (typeof degradation === 'string') return parsePreset(degradation).name;
  return degradation.name;
}

/**
 * The names of degradations that are to be told apart.
 *
 * @throws InputError where one is named twice, one's own has no name, no function, or that of a preset, and as `parsePreset`.
 */
export function degradationNames(degradations: readonly AnyDegradation[]): string[] {
  for (const degradation of degradations) checkOwn(degradation);
  const names = degradations.map(degradationName);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError(`The degradation ${twice} is named twice.`);
  return names;
}

function checkOwn(degradation: unknown): void {
  if (typeof degradation === 'string') return;
  const { name, apply, links } = (degradation ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name.trim() === '') {
    throw new InputError(
      'A degradation is the name of a preset, or { name, apply } with a name and a function from an image to an image.',
    );
  }
  if (!isOwnDegradation(degradation) && Array.isArray(links)) return;
  if (typeof apply !== 'function') {
    throw new InputError(`The degradation ${name} needs apply, a function from an image to an image.`);
  }
  if (isPreset(name)) {
    throw new InputError(`The degradation ${name} has the name of a preset: give yours another.`);
  }
}

function isPreset(name: string): boolean {
  try {
    parsePreset(name);
    return true;
  } catch {
    return false;
  }
}
