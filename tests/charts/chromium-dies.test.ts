import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ChromiumDied, closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { exportFigure } from '@ddr-lab/charts/export';
import { chromiumMissing, inChromium } from './chromium-here';
import { exampleFigures } from './examples';
import { alive, commandOf, descendants } from './processes';

const size = { width: 60, height: 40 };
const browsers = (): number[] => descendants(process.pid).filter((pid) => /chrom/.test(commandOf(pid)));
const renderers = (): number[] => browsers().filter((pid) => commandOf(pid).includes('--type=renderer'));
const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended already.
    }
  }
};
const answer = 'new Promise((resolve) => setTimeout(resolve, 1, 42))';
const never = 'new Promise(() => {})';

describe.skipIf(chromiumMissing ?? (process.platform !== 'linux' && 'needs /proc'))(
  inChromium,
  { timeout: 600_000 },
  () => {
    const stopped: number[] = [];
    let folder = '';
    afterEach(async () => {
      signal(stopped.splice(0), 'SIGKILL');
      if (folder) await rm(folder, { recursive: true, force: true });
    });
    afterAll(closeChromium);

    /** Does something to Chromium in the middle of each of the first drawings, then draws. */
    function drawAfter(times: number, disturb: () => void): Promise<number> {
      let drawings = 0;
      return withPage(size, async (page) => {
        if (drawings++ >= times) return page.evaluate<number>(answer);
        disturb();
        return page.evaluate<number>(never);
      });
    }

    test('killed in the middle of a drawing, it is started again', async () => {
      expect(await drawAfter(1, () => signal(browsers(), 'SIGKILL'))).toBe(42);
    });

    test('so it is when only its page crashes', async () => {
      expect(await drawAfter(1, () => signal(renderers(), 'SIGKILL'))).toBe(42);
    });

    test('so it is when it hangs', async () => {
      const hang = (): void => {
        stopped.push(...browsers());
        signal(stopped, 'SIGSTOP');
      };
      // A short patience for the first drawing alone: the second may take what a busy machine needs.
      let attempts = 0;
      const options = {
        ...size,
        get limit() {
          return attempts++ === 0 ? 3_000 : undefined;
        },
      };
      let drawings = 0;
      const drawn = withPage(options, async (page) => {
        if (attempts === 2) return page.evaluate<number>(answer);
        drawings++;
        hang();
        return page.evaluate<number>(never);
      });
      expect(await drawn).toBe(42);
      expect(attempts).toBe(2);
      expect(drawings).toBeLessThanOrEqual(1);
    });

    test('killed twice, it is an error in words', async () => {
      const error = await drawAfter(2, () => signal(browsers(), 'SIGKILL')).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ChromiumDied);
      expect((error as Error).message).toMatch(/^Chromium ended while it drew, twice: .*DDR_CHROMIUM\.$/);
    });

    test('an error of the page itself is no death: it is thrown at once', async () => {
      let drawings = 0;
      const drawing = withPage(size, (page) => {
        drawings++;
        return page.evaluate('missing()');
      });
      await expect(drawing).rejects.toThrow('missing is not defined');
      expect(drawings).toBe(1);
    });

    test('an export goes on where Chromium is killed under it', async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-dies-'));
      await closeChromium();
      const [figure] = await exampleFigures();
      const exporting = exportFigure(figure, folder);
      while (renderers().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      signal(browsers(), 'SIGKILL');
      const files = await exporting;
      expect((await readdir(folder)).sort()).toEqual(files.map((file) => path.basename(file)).sort());
      expect((await readFile(files[0], 'utf8')).trimEnd()).toMatch(/<\/svg>$/);
    });

    test('what a killed process and its Chromium leave is removed by the next start', async () => {
      // Not in the run's own temporary folder: Chromium's socket there would have a longer name than sockets may.
      folder = await mkdtemp('/tmp/ddr-dies-');
      const start = async (mode: string): Promise<ReturnType<typeof spawn>> => {
        const script = path.join(__dirname, 'hold-chromium.ts');
        const child = spawn(process.execPath, ['--require', 'tsx/cjs', script, mode], {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: { ...process.env, TMPDIR: folder },
        });
        const drawn = once(child.stdout!, 'data');
        const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)));
        await Promise.race([drawn, ended]);
        ended.catch(() => undefined);
        return child;
      };
      const ours = async (): Promise<string[]> =>
        (await readdir(folder)).filter((name) => /^(playwright|ddr-chromium)/.test(name));
      const killed = await start('hold');
      const below = descendants(killed.pid!);
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      while (below.some(alive)) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await ours()).toHaveLength(2);
      const next = await start('end');
      if (next.exitCode === null) await once(next, 'exit');
      expect(await ours()).toEqual([]);
    });
  },
);
