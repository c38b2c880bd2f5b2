import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { endTree, leadsGroup, wayToEnd } from '../../environment/end-tree';
import { ROOT, kernelSpec } from '../../environment/facts.mjs';

const { isGone, waysToKnow } = createRequire(__filename)(
  path.join(ROOT, 'packages/book/kernel/parent.js'),
) as {
  isGone: (pid: number) => boolean;
  waysToKnow: (parent: number, machine: { platform: string; env: NodeJS.ProcessEnv }) => string | undefined;
};

test('a program and what it started are ended by its group, and on Windows, which has none, by taskkill', () => {
  expect(wayToEnd(7, { platform: 'linux', group: true })).toEqual({ group: -7 });
  expect(wayToEnd(7, { platform: 'darwin' })).toEqual({ alone: 7 });
  for (const group of [true, false]) {
    expect(wayToEnd(7, { platform: 'win32', group })).toEqual({
      command: ['taskkill', ['/pid', '7', '/T', '/F']],
    });
  }
  expect([leadsGroup('linux'), leadsGroup('darwin'), leadsGroup('win32')]).toEqual([true, true, false]);
});

test('Windows interrupts a kernel by a message, and a kernel there asks whether its parent lives', () => {
  expect(kernelSpec({ platform: 'win32' }).interrupt_mode).toBe('message');
  // jupyter_client gives the number of its process, and on Windows a handle.
  expect(waysToKnow(12, { platform: 'linux', env: { JPY_PARENT_PID: '12' } })).toBe('adopted');
  expect(waysToKnow(12, { platform: 'darwin', env: { JPY_PARENT_PID: '13' } })).toBeUndefined();
  expect(waysToKnow(12, { platform: 'win32', env: { JPY_PARENT_PID: '884' } })).toBe('gone');
  expect(waysToKnow(12, { platform: 'win32', env: {} })).toBeUndefined();
});

test('a program ends with what it started, and its end is known', async () => {
  // Prints the number of its own child, and waits as that does.
  const waiting = 'setInterval(() => {}, 1000)';
  const code = `const child = require('node:child_process').spawn(process.execPath, ['-e', '${waiting}']); console.log(child.pid); ${waiting}`;
  const child = spawn(process.execPath, ['-e', code], {
    detached: leadsGroup(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const grandchild = Number(String(said));
  expect([isGone(child.pid!), isGone(grandchild)]).toEqual([false, false]);
  endTree(child, { group: leadsGroup() });
  await once(child, 'exit');
  // Whoever adopts it needs a moment to see that it has ended.
  while (!isGone(grandchild)) await new Promise((resolve) => setTimeout(resolve, 10));
  // Once more does no harm.
  endTree(child, { group: leadsGroup() });
});
