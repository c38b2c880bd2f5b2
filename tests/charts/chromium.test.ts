import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { chromiumMissing, inChromium } from './chromium-here';
import { alive, descendants } from './processes';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

async function start(mode: 'end' | 'hold' | 'keep'): Promise<ChildProcess> {
  child = spawn(process.execPath, ['--require', 'tsx/cjs', path.join(__dirname, 'hold-chromium.ts'), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [answer] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(answer.toString()).toBe('42\n');
  return child;
}

describe.skipIf(chromiumMissing ?? (process.platform !== 'linux' && 'needs /proc'))(
  inChromium,
  { timeout: 600_000 },
  () => {
    test('a process that has drawn ends by itself', async () => {
      const { exitCode } = await start('end').then(async (process) => {
        if (process.exitCode === null) await once(process, 'exit');
        return process;
      });
      expect(exitCode).toBe(0);
    });

    test.each(['hold', 'keep'] as const)(
      'killed with SIGKILL it leaves no Chromium behind (%s)',
      async (mode) => {
        const process = await start(mode);
        // Longer than Chromium stays where it is not kept.
        if (mode === 'keep') await new Promise((resolve) => setTimeout(resolve, 2500));
        const browsers = descendants(process.pid!);
        expect(browsers.length).toBeGreaterThan(0);
        process.kill('SIGKILL');
        await once(process, 'exit');
        await expect.poll(() => browsers.filter(alive), { timeout: 600_000, interval: 200 }).toEqual([]);
      },
    );
  },
);
