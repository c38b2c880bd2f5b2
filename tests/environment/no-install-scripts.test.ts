import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const project = path.resolve(__dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(project, file), 'utf8'));

interface Entry {
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}
const { packages } = read('package-lock.json') as { packages: Record<string, Entry> };
const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };

/** Packages that are installed here and would run something of theirs, by name. */
function withScripts(): string[] {
  const found = Object.entries(packages).flatMap(([place, { link }]) => {
    if (!place.startsWith('node_modules/') || link) return [];
    try {
      const { name, scripts = {} } = read(path.join(place, 'package.json')) as {
        name: string;
        scripts?: Record<string, string>;
      };
      return ['preinstall', 'install', 'postinstall'].some((step) => step in scripts) ? [name] : [];
    } catch {
      // For another system.
      return [];
    }
  });
  return [...new Set(found)].sort();
}

it('npm runs no install script: package.json refuses each by name, and the lock file tells an older npm of none', () => {
  expect(withScripts()).toContain('onnxruntime-node');
  expect(withScripts().filter((name) => allowScripts[name] !== false)).toEqual([]);
  expect(Object.entries(packages).filter(([, entry]) => entry.hasInstallScript)).toEqual([]);
});
