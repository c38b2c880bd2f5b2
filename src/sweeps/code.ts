import { InputError } from '@ddr-lab/base/errors';
import { version } from '../../package.json';
import { sourcesFingerprint } from '../cache/code';

const places = {
  measure: ['src/sweeps/compute', 'src/networks', 'packages/engine'],
  train: ['src/methods', 'src/training', 'packages/engine'],
} as const;

/**
 * A fingerprint of the source that computes units: 16 hexadecimal digits. Of an installed package, which is compiled, its version.
 *
 * @throws InputError where a source file was changed after this process began: nobody can tell which code runs.
 */
export function unitCode(kind: keyof typeof places): string {
  let found: string | undefined;
  try {
    found = sourcesFingerprint(places[kind]);
  } catch {
    return `version ${version}`;
  }
  if (found !== undefined) return found.slice(0, 16);
  throw new InputError('A source file was changed after this program began; start it again.');
}
