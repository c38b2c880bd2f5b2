import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packagesProblem } from '../../environment/facts.mjs';
import { entry, pretendInstalled, temporaryFolder, write } from './project';

function project(wanted: Record<string, object>, installed = wanted): string {
  const root = temporaryFolder();
  write(path.join(root, 'package-lock.json'), { packages: { '': {}, ...wanted } });
  pretendInstalled(root, installed);
  return root;
}

const alpha = { 'node_modules/alpha': entry('1.0.0') };
const beta = { 'node_modules/@scope/beta': entry('2.0.0') };

test('everything that the lock file names is there', () => {
  expect(packagesProblem(project({ ...alpha, ...beta }))).toBeUndefined();
});

test('nothing is installed, or there is no lock file', () => {
  const root = temporaryFolder();
  expect(packagesProblem(root)).toBe('package-lock.json is missing or broken');
  write(path.join(root, 'package-lock.json'), { packages: alpha });
  expect(packagesProblem(root)).toBe('node_modules is missing');
});

test('npm was stopped before its last step, the writing of its own record', () => {
  const root = project(alpha);
  rmSync(path.join(root, 'node_modules/.package-lock.json'));
  expect(packagesProblem(root)).toBe('an installation was not finished');
  write(path.join(root, 'node_modules/.package-lock.json'), '{"packages": {"node_mod');
  expect(packagesProblem(root)).toBe('an installation was not finished');
});

test('the lock file has moved on: another version, a new package, another archive of the same version', () => {
  expect(packagesProblem(project({ 'node_modules/alpha': entry('1.0.1') }, alpha))).toBe(
    'alpha 1.0.1 is not installed',
  );
  expect(packagesProblem(project({ ...alpha, ...beta }, alpha))).toBe('@scope/beta 2.0.0 is not installed');
  const other = { 'node_modules/alpha': entry('1.0.0', { integrity: 'sha512-other' }) };
  expect(packagesProblem(project(other, alpha))).toBe('alpha 1.0.0 is not installed');
});

test('somebody deleted a package', () => {
  const root = project({ ...alpha, ...beta });
  rmSync(path.join(root, 'node_modules/@scope/beta'), { recursive: true });
  expect(packagesProblem(root)).toBe('@scope/beta was deleted');
});

test('optional packages for other systems may be absent, the one for this system not', () => {
  const optional = (more: object): object => entry('3.0.0', { optional: true, ...more });
  const foreign = {
    'node_modules/foreign-os': optional({ os: ['plan9'] }),
    'node_modules/foreign-cpu': optional({ os: [process.platform], cpu: ['pdp11'] }),
    'node_modules/not-here': optional({ os: [`!${process.platform}`] }),
    'node_modules/of-a-foreign-one': optional({}),
  };
  expect(packagesProblem(project({ ...alpha, ...foreign }, alpha))).toBeUndefined();
  const own = { 'node_modules/own': optional({ os: [process.platform], cpu: [process.arch] }) };
  expect(packagesProblem(project({ ...alpha, ...own }, alpha))).toBe('own 3.0.0 is not installed');
});
