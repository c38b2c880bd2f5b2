import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { OLDEST_NODE, ROOT, nodeProblem } from '../../environment/facts.mjs';

test.each(['20.19.0', '20.20.2', '21.0.0', '22.13.1', '24.0.0', '100.1.2'])('Node %s will do', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(['8.17.0', '18.20.4', '20.0.0', '20.18.9'])('Node %s is too old', (version) => {
  expect(nodeProblem(version)).toContain(`This is Node ${version}; ddr-lab needs Node 20.19 or newer`);
});

test('package.json asks for the same', () => {
  const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  expect(`${engines.node}.0`).toBe(`>=${OLDEST_NODE}`);
});
