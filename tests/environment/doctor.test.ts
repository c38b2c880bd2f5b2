import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ROOT } from '../../environment/facts.mjs';
import { type Check, checkData } from '../../src/environment/checks';
import { report } from '../../src/environment/doctor';
import { checkNode } from '../../src/environment/software';
import { startNode, temporaryFolder, write } from './project';

afterEach(() => vi.unstubAllEnvs());

test('the report: a line for each part, its mend below it, and a verdict', () => {
  const text = report([
    { name: 'Node', state: 'ok', detail: '20.20.2' },
    { name: 'notebook kernel', state: 'missing', detail: 'there is no kernel spec', mend: 'run set-up' },
    { name: 'Chromium', state: 'optional', detail: 'not found' },
  ]);
  expect(text).toBe(
    [
      'Node             ok        20.20.2',
      'notebook kernel  missing   there is no kernel spec',
      '                           -> run set-up',
      'Chromium         optional  not found',
      '',
      'Missing: notebook kernel.',
    ].join('\n'),
  );
});

test('an old Node is missing, with the mend', () => {
  expect(checkNode('18.20.0')).toMatchObject({ state: 'missing', mend: 'https://nodejs.org' });
});

test('the data root: its data sets, none, or a folder that does not exist', () => {
  const root = temporaryFolder();
  write(path.join(root, 'set5', 'baby.png'), '');
  write(path.join(root, 'README.md'), '');
  vi.stubEnv('DDR_DATA', root);
  expect(checkData()).toEqual({ name: 'data root', state: 'ok', detail: `${root}: set5` });
  vi.stubEnv('DDR_DATA', '');
  expect(checkData()).toMatchObject({ state: 'optional' });
  vi.stubEnv('DDR_DATA', path.join(root, 'nowhere'));
  expect(checkData()).toMatchObject({ state: 'missing' });
  expect(checkData().detail).toContain(path.join(root, 'nowhere'));
});

test('`ddr doctor --json` uses every part, and its status tells whether anything is missing', async () => {
  const env = { DDR_DATA: '', DDR_BACKEND: 'cpu', DDR_CHROMIUM: '/no/such/browser' };
  const { ended } = startNode([path.join(ROOT, 'bin', 'ddr.js'), 'doctor', '--json'], { env });
  const { code, output } = await ended;
  const checks = JSON.parse(output) as Check[];
  const byName = Object.fromEntries(checks.map((check) => [check.name, check]));
  expect(checks.map(({ name }) => name)).toEqual([
    'Node',
    'node packages',
    'Jupyter',
    'notebook kernel',
    'Jupyter in the browser',
    'Chromium',
    'fonts',
    'backend',
    'GPU',
    'WebGPU',
    'data root',
    'disk',
  ]);
  expect(byName.Node.detail).toContain(process.versions.node);
  expect(byName.backend).toMatchObject({ state: 'ok', detail: 'cpu (DDR_BACKEND)' });
  expect(byName.Chromium).toMatchObject({ state: 'optional' });
  expect(byName.Chromium.detail).toContain('DDR_CHROMIUM is /no/such/browser');
  expect(code).toBe(checks.some(({ state }) => state === 'missing') ? 1 : 0);
}, 180_000);
