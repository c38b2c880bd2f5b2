import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { alive, descendants, notebook, spawnRun, until } from './spawn-run';

// /proc is where these tests see processes: on other systems they are skipped.
const onLinux = process.platform === 'linux';

it.skipIf(!onLinux).each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', null],
] as const)(
  '%s leaves no kernel and no Python behind, even in the middle of an endless loop',
  async (signal, status) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ddr-stop-test-'));
    const mark = path.join(folder, 'in-the-loop');
    const args = [notebook('hangs'), '--out', path.join(folder, 'out')];
    const { child, ended } = spawnRun(args, folder, { DDR_HANGS_MARK: mark });
    try {
      await until(() => existsSync(mark), 'the cell begins its loop');
      const started = descendants(child.pid!);
      const pids = [...started.keys()];
      const scratch = /execute\.py (\S+)/.exec([...started.values()].join('\n'))![1];
      const commands = [...started.values()].join('\n');
      expect(commands).toContain('execute.py');
      expect(commands).toContain('kernel.js');
      child.kill(signal);
      expect((await ended).status).toBe(status);
      await until(() => alive(pids).length === 0, `processes ${pids.join(', ')} end`, 20);
      await until(() => !existsSync(scratch), 'its files are removed', 20);
    } finally {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  },
  300_000,
);
