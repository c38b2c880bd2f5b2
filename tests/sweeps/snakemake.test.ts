import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ddrInProcess } from '../bin/in-process';
import { howToGet } from '../../src/sweeps/snakemake';
import { holders, isHere, results, runDdr, startDdr, until, writeTiny } from './tiny';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-snakemake-'));
afterAll(() => rmSync(folder, { recursive: true }));
const done = path.join(folder, 'tiny');

const alive = (pid: number): boolean => existsSync(`/proc/${pid}`);

describe('without Snakemake', () => {
  it('ddr sweep run says in a line how to get it', async () => {
    writeTiny(folder, 'none');
    const given = process.env.PATH;
    process.env.PATH = folder;
    try {
      const { status, err } = await ddrInProcess(['sweep', 'run', 'none.yaml'], folder);
      expect({ status, err }).toEqual({ status: 2, err: `ddr: ${howToGet}\n` });
    } finally {
      process.env.PATH = given;
    }
  });
});

describe.skipIf(!isHere('snakemake'))('a sweep by Snakemake (skipped where it is not installed)', () => {
  it('does all once, though the driver, Snakemake and a unit are killed', async () => {
    writeTiny(folder);
    const first = startDdr(['sweep', 'run', 'tiny.yaml', '--jobs', '2'], folder);
    await until('two results', () => results(done).size >= 2);
    const [driver, snakemake] = holders(path.join(done, 'locks', 'run'));
    expect(driver).toBe(first.child.pid);
    process.kill(driver, 'SIGKILL');
    await first.ended;
    // Snakemake lives on and holds the sweep.
    expect(alive(snakemake)).toBe(true);
    await expect(runDdr(['sweep', 'run', 'tiny.yaml', '--jobs', '2'], folder)).rejects.toThrow(
      /runs this sweep/,
    );
    process.kill(snakemake, 'SIGKILL');
    await until('Snakemake’s end', () => !alive(snakemake));
    const before = results(done);
    expect(before.size).toBeLessThan(12);

    const second = startDdr(['sweep', 'run', 'tiny.yaml', '--jobs', '2'], folder);
    let killed: string | undefined;
    await until('a unit at work', () => {
      const known = new Set(results(done).keys());
      killed = [...unitsAtWork()].find(([id]) => !before.has(id) && !known.has(id))?.[0];
      return killed !== undefined && known.size > before.size;
    });
    const [unit] = holders(path.join(done, 'locks', killed!));
    process.kill(unit, 'SIGKILL');
    expect(await second.ended).toBe(0);
    const after = results(done);
    expect(after.size).toBe(12);
    for (const [id, time] of before) expect(after.get(id)).toBe(time);

    // One that is removed: exactly one unit runs.
    const [gone] = after.keys();
    rmSync(path.join(done, 'results', gone.slice(0, 2), `${gone}.json`));
    const out = await runDdr(['sweep', 'run', 'tiny.yaml', '--jobs', '2'], folder);
    expect(out.match(/computed in/g)).toHaveLength(1);
    for (const [id, time] of results(done)) expect(after.get(id) === time).toBe(id !== gone);

    await ddrInProcess(['sweep', 'run', 'tiny.yaml', '--here', '--out', 'calm'], folder);
    const tables = [];
    for (const name of ['tiny', 'calm']) {
      tables.push((await ddrInProcess(['sweep', 'table', name, '--csv'], folder)).out);
    }
    expect(tables[0]).toBe(tables[1]);
    expect(tables[0].split('\n')).toHaveLength(2 + 6 * (3 + 2) * 7);
  });

  it('is checked by a dry run for Slurm', async () => {
    const out = await runDdr(
      ['sweep', 'run', 'tiny.yaml', '--out', 'dry', '--profile', 'slurm', '--dry-run'],
      folder,
    );
    expect(out).toContain('12 units, 0 done');
  });
});

/** The units that a process holds. */
function unitsAtWork(): Map<string, number> {
  const ids = [...readFileSync(path.join(done, 'units.jsonl'), 'utf8').matchAll(/^\{"id":"(\w+)"/gm)].map(
    ([, id]) => id,
  );
  return new Map(
    ids.flatMap((id) => {
      const [pid] = holders(path.join(done, 'locks', id));
      return pid !== undefined && alive(pid) ? [[id, pid] as const] : [];
    }),
  );
}
