import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findJupyter, pythons } from '../../environment/facts.mjs';
import { fakePython, temporaryFolder, writeProgram } from './project';

const COMPLETE = ['nbclient', 'nbconvert', 'jupyter_client', 'notebook'];
const env = { PATH: '/usr/bin:/bin' };
const count = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;

test('finds the first Python that has all modules', () => {
  const root = temporaryFolder();
  const broken = writeProgram(path.join(root, 'broken'), 'exit 1');
  const talkative = writeProgram(path.join(root, 'talkative'), 'echo no JSON here');
  const poor = fakePython(path.join(root, 'poor'), ['nbclient', 'nbconvert']).python;
  const { python } = fakePython(path.join(root, 'rich'), COMPLETE);
  const found = findJupyter({ root, env, candidates: [broken, talkative, poor, python] });
  expect(found?.python).toBe(python);
  expect(found?.modules.nbclient.version).toBe('1.2.3');
  expect(findJupyter({ root: temporaryFolder(), env, candidates: [broken, poor] })).toBeUndefined();
});

test('does not start Python again while nothing has changed', () => {
  const root = temporaryFolder();
  const { python, starts } = fakePython(root, COMPLETE);
  const first = findJupyter({ root, env, candidates: [python] });
  expect(findJupyter({ root, env, candidates: [python] })).toEqual(first);
  expect(count(starts)).toBe(1);
  findJupyter({ root, env, candidates: [python], fresh: true });
  expect(count(starts)).toBe(2);
});

test('notices that a module was removed, that Python was, and that it changed', () => {
  const root = temporaryFolder();
  const { python, starts } = fakePython(root, COMPLETE);
  findJupyter({ root, env, candidates: [python] });
  rmSync(path.join(root, 'site', 'nbconvert'), { recursive: true });
  findJupyter({ root, env, candidates: [python] });
  expect(count(starts)).toBe(2);
  rmSync(python);
  expect(findJupyter({ root, env, candidates: [python] })).toBeUndefined();
});

test('asks again while there is nothing to open notebooks with: it may have been installed since', () => {
  const root = temporaryFolder();
  const { python, starts } = fakePython(root, COMPLETE.slice(0, 3));
  findJupyter({ root, env, candidates: [python] });
  expect(findJupyter({ root, env, candidates: [python] })?.modules).not.toHaveProperty('notebook');
  expect(count(starts)).toBe(2);
});

test('DDR_PYTHON decides, over what was found before, too', () => {
  const root = temporaryFolder();
  const one = fakePython(path.join(root, 'one'), COMPLETE).python;
  const two = fakePython(path.join(root, 'two'), COMPLETE).python;
  expect(findJupyter({ root, env: { ...env, DDR_PYTHON: one } })?.python).toBe(one);
  expect(findJupyter({ root, env: { ...env, DDR_PYTHON: two } })?.python).toBe(two);
  expect(pythons({ DDR_PYTHON: one })).toEqual([one]);
});
