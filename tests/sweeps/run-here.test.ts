import { readFileSync, rmSync, truncateSync, writeFileSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ddrInProcess } from '../bin/in-process';
import { placesIn } from '../../src/sweeps/places';
import { readPlan } from '../../src/sweeps/plan-file';
import { unitId } from '../../src/sweeps/unit';
import { results, startDdr, tiny, until, writeTiny } from './tiny';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ddr = (...words: string[]): ReturnType<typeof ddrInProcess> =>
  ddrInProcess(['sweep', ...words], folder);
const done = path.join(folder, 'tiny');
let csv = '';

/** The results that were not there, or were written anew, since. */
const since = (before: ReadonlyMap<string, number>): string[] =>
  [...results(done)].filter(([id, time]) => before.get(id) !== time).map(([id]) => id);

describe('a sweep in this process', () => {
  // A driver that is killed with two units done, and one begun.
  let killed: ReadonlyMap<string, number>;
  beforeAll(async () => {
    writeTiny(folder);
    const { child, ended } = startDdr(['sweep', 'run', 'tiny.yaml', '--here'], folder);
    await until('two results', () => results(done).size >= 2);
    child.kill('SIGKILL');
    await ended;
    killed = results(done);
    const { status, out, err } = await ddr('run', 'tiny.yaml', '--here');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain(`${12 - killed.size} computed, ${killed.size} were there, 0 failed.`);
    csv = (await ddr('table', 'tiny.yaml', '--csv')).out;
  });

  it('goes on after SIGKILL with what is not done, and computes nothing twice', () => {
    expect(killed.size).toBeLessThan(12);
    const after = results(done);
    expect(after.size).toBe(12);
    for (const [id, time] of killed) expect(after.get(id)).toBe(time);
  });

  it('gives the same table as one that was never disturbed', async () => {
    await ddr('run', 'tiny.yaml', '--here', '--out', 'calm');
    expect((await ddr('table', 'calm', '--csv')).out).toBe(csv);
    // Of six units two blocks and the pixels, of six one block and the pixels: WD, BD, CHI by two seeds, and CHI of the components.
    const lines = csv.trim().split('\n');
    expect(lines[0]).toBe('network,degradations,images,measure,layer,degradation,seed,value');
    expect(lines).toHaveLength(1 + 6 * (3 + 2) * 7);
  });

  it('has the numbers of ddr analyse with the same settings', async () => {
    const { analyseNetworks } = await import('../../src/reports/analyse-networks');
    const { openScenes } = await import('@ddr-lab/images/sets/scenes');
    const [planned] = await readPlan(done);
    const { report } = await analyseNetworks((planned.place as { source: { file: string } }).source.file, {
      images: openScenes({ count: 6, height: 96, width: 96 }),
      degradations: ['clean', 'blur2', 'noise20'],
      count: 6,
      patch: 16,
      runs: 2,
      measured: 1,
      tsne: { iterations: 20 },
      cache: false,
    });
    const expected = report.networks[0].layers.flatMap(({ layer, chi }) =>
      chi.values.map((value, seed) => `msrresnet-x4,types,scenes,CHI,${layer},,${seed},${value}`),
    );
    expect(expected.length).toBe(4);
    for (const line of expected) expect(csv.split('\n')).toContain(line);
  });

  it('computes exactly the one that was removed, or damaged', async () => {
    const before = results(done);
    const [first, second] = [...before.keys()];
    rmSync(placesIn(done).result(first));
    expect((await ddr('run', 'tiny.yaml', '--here')).out).toContain('1 computed, 11 were there');
    expect(since(before)).toEqual([first]);
    const again = results(done);
    truncateSync(placesIn(done).result(second), 700);
    const status = await ddr('status', 'tiny.yaml');
    expect(status.out).toContain('11 of 12 units done');
    expect(status.err).toContain(`${second}.json`);
    await ddr('run', 'tiny.yaml', '--here');
    expect(since(again)).toEqual([second]);
    // A number that was changed by hand does not fit its checksum.
    const file = placesIn(done).result(first);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/("CHI","RB1","",0,)[\d.]+/, '$11'));
    expect((await ddr('table', 'tiny.yaml', '--csv')).err).toContain('1 of 12 units are not done');
    await ddr('run', 'tiny.yaml', '--here');
    expect((await ddr('table', 'tiny.yaml', '--csv')).out).toBe(csv);
  });

  it('knows a unit by all that decides it', async () => {
    const plan = await readPlan(done);
    expect(new Set(plan.map(({ id }) => id)).size).toBe(12);
    const { unit } = plan[0];
    const turned = Object.fromEntries(Object.entries(unit).reverse()) as unknown as typeof unit;
    expect(unitId(turned)).toBe(plan[0].id);
    expect(unitId({ ...unit, code: 'other' })).not.toBe(plan[0].id);
    // One more image set: twelve are known already, by whatever name.
    const named = tiny.replace('name: simple', 'name: plain').replace('name: x3', 'name: three');
    writeTiny(
      folder,
      'more',
      named.replace('patch: 16', '  - { name: more, set: scenes, count: 7, size: 96 }\npatch: 16'),
    );
    expect((await ddr('plan', 'more.yaml', '--out', 'tiny')).out).toBe('tiny: 16 units, 12 done.\n');
    await ddr('plan', 'tiny.yaml');
  });

  it('refuses a unit that is not of the plan, and images or code that are not those of the plan', async () => {
    const none = await ddr('unit', '0123456789abcdef0123', '--in', 'tiny');
    expect(none).toMatchObject({ status: 2 });
    expect(none.err).toContain('has no unit 0123456789abcdef0123');
    const [{ unit, place }] = await readPlan(done);
    const other = (changes: object): { id: string } => {
      const changed = { ...unit, ...changes };
      const id = unitId(changed);
      writeFileSync(path.join(folder, 'units.jsonl'), `${JSON.stringify({ id, unit: changed, place })}\n`);
      return { id };
    };
    const code = await ddr('unit', other({ code: 'old' }).id, '--in', '.');
    expect(code).toMatchObject({ status: 2 });
    expect(code.err).toContain('was planned for other code');
    const images = { fingerprint: 'other', count: 6, size: 96 };
    const moved = await ddr('unit', other({ images }).id, '--in', '.');
    expect(moved).toMatchObject({ status: 2 });
    expect(moved.err).toContain('The images of scenes: not what was planned');
  });
});

describe('a plan', () => {
  it.each([
    ['no such file', tiny.replace('msrresnet-x4.pth', 'none.pth'), /^ddr: wrong\.yaml:3:5: .*none\.pth/],
    [
      'no such checkpoint',
      tiny.replace('networks:', 'networks:\n  - srresnet'),
      /^ddr: wrong\.yaml:3:5: srresnet: no such checkpoint/,
    ],
    [
      'no such set',
      tiny.replace('set: scenes,', 'set: photographs,'),
      /^ddr: wrong\.yaml:9:5: photographs: neither a folder/,
    ],
    ['no such layer', `${tiny}layers: [RB99]\n`, /^ddr: wrong\.yaml:3:5: No layer "RB99"/],
    [
      'images too small',
      tiny.replaceAll('size: 96', 'size: 32'),
      /^ddr: Nothing is left to measure: scenes: no chi of msrresnet-x4, as 0 of its images/,
    ],
    [
      'the same twice',
      tiny.replace('name: simple, set: scenes/simple', 'name: again, set: scenes'),
      /^ddr: Two units are the same: /,
    ],
  ])('says before anything runs: %s', async (_, text, message) => {
    writeTiny(folder, 'wrong', text);
    const { status, out, err } = await ddr('plan', 'wrong.yaml');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
    expect(results(path.join(folder, 'wrong')).size).toBe(0);
  });
});
