import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ddrInProcess } from '../bin/in-process';
import { OneNodeSlurm, slurmPrograms } from './one-node-slurm';
import { holders, isHere, results, startDdr, until, writeTiny } from './tiny';

const canRun = isHere('snakemake', ...slurmPrograms) && process.getuid?.() === 0;

describe.skipIf(!canRun)(
  'a sweep through Slurm (skipped without slurmctld, slurmd, munge, snakemake and root)',
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-slurm-'));
    const done = path.join(folder, 'tiny');
    const slurm = new OneNodeSlurm(path.join(folder, 'slurm'));
    beforeAll(async () => {
      execFileSync('mkdir', ['-p', path.join(folder, 'slurm')]);
      await slurm.start();
    });
    afterAll(async () => {
      await slurm.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('does all once, though a job, the daemons and the driver are killed', async () => {
      writeTiny(folder);
      const words = ['sweep', 'run', 'tiny.yaml', '--profile', 'slurm', '--jobs', '4', '--'];
      const own = ['--latency-wait', '5', '--group-components', 'units=1', '--config', 'mem_mb=500'];
      const run = (): ReturnType<typeof startDdr> => startDdr([...words, ...own], folder, slurm.env);
      const first = run();
      const have = (count: number): Promise<void> =>
        until(`${count} results`, () => results(done).size >= count, 900);
      const seen = new Map<string, number>();
      // When each result was first seen whole: nothing may write it again.
      const watch = setInterval(() => {
        for (const [id, time] of results(done)) if (!seen.has(id)) seen.set(id, time);
      }, 50);
      try {
        await have(1);
        const job = slurm.say('squeue', '-h', '-t', 'R', '-o', '%i').split('\n')[0];
        expect(job).toMatch(/^\d+$/);
        slurm.say('scancel', job);
        await have(3);
        slurm.kill('slurmctld');
        slurm.startDaemon('slurmctld');
        await have(5);
        slurm.kill('slurmd');
        slurm.startDaemon('slurmd');
        await have(7);
        for (const pid of holders(path.join(done, 'locks', 'run')).reverse()) process.kill(pid, 'SIGKILL');
        await first.ended;
        const second = run();
        expect(await second.ended).toBe(0);
        expect(slurm.say('scontrol', '-o', 'show', 'job', job)).toContain('JobState=CANCELLED');
      } finally {
        clearInterval(watch);
      }
      const after = results(done);
      expect(after.size).toBe(12);
      for (const [id, time] of seen) expect(after.get(id)).toBe(time);
      const jobs = slurm.say('scontrol', '-o', 'show', 'job').trim().split('\n').length;
      expect(jobs).toBeGreaterThanOrEqual(13);

      await ddrInProcess(['sweep', 'run', 'tiny.yaml', '--here', '--out', 'calm'], folder);
      const tables = [];
      for (const name of ['tiny', 'calm']) {
        tables.push((await ddrInProcess(['sweep', 'table', name, '--csv'], folder)).out);
      }
      expect(tables[0]).toBe(tables[1]);
    });
  },
);
