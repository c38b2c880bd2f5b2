import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type ClaimRecord, claimRecord } from '@ddr-lab/book/claims/claim-record';
import { claimMacros, claimNumbers, claimsLatex } from '@ddr-lab/book/claims/latex';
import { addClaims } from '../../bin/commands/claims';
import { Command } from 'commander';

const PROJECT = path.join(__dirname, '..', '..');

async function committed(name: string): Promise<ClaimRecord[]> {
  const text = await readFile(path.join(PROJECT, 'notebooks', name), 'utf8');
  return (JSON.parse(text) as Record<string, unknown>[]).map(claimRecord);
}

/** What LaTeX would show, as a number. */
function numberOf(text: string): number {
  return Number(text.replace('$-$', '-').replace(/^\+/, ''));
}

/** The macros of a file, by their names. */
function macrosIn(text: string): Map<string, string> {
  const found = [...text.matchAll(/^\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}$/gm)];
  expect(found.length).toBe(text.match(/\\newcommand/g)!.length);
  return new Map(found.map(([, name, value]) => [name, value]));
}

test.each(['claims.json', 'claims-photographs.json'])('%s: names are valid and unique', async (file) => {
  const claims = await committed(file);
  const names = claimMacros(claims).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(4 * claims.length);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^claim[A-Za-z]+$/.test(name))).toEqual([]);
});

test('every number is that of the record, to the digits that are shown', async () => {
  const claims = await committed('claims.json');
  const macros = macrosIn(claimsLatex(claims));
  let numbers = 0;
  let ids = 0;
  for (const { id, ours, interval, verdict } of claims) {
    // The name, made here by other means than in the code.
    const words = id.replace(
      /\d+/g,
      (digits) => `-${spelled[digits] ?? [...digits].map((d) => spelled[d]).join('')}-`,
    );
    const name = `claim${words.replace(/[^A-Za-z]+(.)?/g, (_, next: string = '') => next.toUpperCase()).replace(/^./, (first) => first.toUpperCase())}`;
    expect(macros.get(`${name}Verdict`), name).toBe(verdict);
    ids++;
    if (typeof ours === 'number') {
      // Three significant digits at least.
      expect(Math.abs(numberOf(macros.get(`${name}Value`)!) - ours)).toBeLessThanOrEqual(
        0.005 * Math.abs(ours),
      );
      expect(macros.get(name)).toBe(macros.get(`${name}Value`));
      numbers++;
    } else {
      const given = String(ours)
        .replaceAll('−', '-')
        .match(/(?<![\w.])[-+]?\d+(\.\d+)?(?![\w])/g)!;
      const shown =
        given.length === 1 ? [`${name}Value`] : given.map((_, i) => `${name}Value${spelled[i + 1]}`);
      expect(
        shown.map((one) => numberOf(macros.get(one)!)),
        name,
      ).toEqual(given.map(Number));
      numbers += given.length;
    }
    if (!interval) continue;
    for (const [end, value] of [
      ['Low', interval.low],
      ['High', interval.high],
    ] as const) {
      expect(Math.abs(numberOf(macros.get(`${name}${end}`)!) - value!)).toBeLessThanOrEqual(
        0.005 * Math.abs(value!),
      );
    }
  }
  expect([ids, macros.get('claimsTotal')]).toEqual([claims.length, String(claims.length)]);
  expect(numbers).toBeGreaterThan(claims.length);
  const held = claims.filter(({ verdict }) => verdict === 'holds').length;
  expect(macros.get('claimsHold')).toBe(String(held));
});

const spelled: Record<string, string> = Object.fromEntries(
  'Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve'
    .split(' ')
    .map((word, i) => [i, word]),
);

test('numbers of a text: signs and units told apart, digits of names left out', () => {
  expect(claimNumbers('0.03 dB, 0.11 dB against 0.36 dB')).toEqual(['0.03', '0.11', '0.36']);
  expect(claimNumbers('−0.21, +3.5 (noise20, RB16), 82 %')).toEqual(['−0.21', '+3.5', '82']);
  expect(claimNumbers(-0.123456)).toEqual(['-0.123']);
  expect(claimNumbers(null)).toEqual([]);
});

test('two ids of one name are told, and a prefix that is none', () => {
  const claim = (id: string): ClaimRecord => claimRecord({ id, ours: 1, verdict: 'holds' });
  expect(() => claimMacros([claim('4.3-a'), claim('43-a')])).toThrow(
    'The claims 4.3-a and 43-a would both have the LaTeX command \\claimFourThreeA',
  );
  expect(() => claimMacros([claim('a')], { prefix: 'x1' })).toThrow('begin with letters alone, not "x1"');
  // An open end is null; text that would be commands is not.
  const odd = claimRecord({ id: 'b', ours: '5 % {x}', verdict: 'holds', interval: { low: null, high: 2 } });
  const macros = macrosIn(claimsLatex([odd], { prefix: 'my' }));
  expect(macros.get('myB')).toBe('5 \\% \\{x\\}');
  expect(macros.get('myBLow')).toBe('$-$$\\infty$');
  expect(macros.get('mysTotal')).toBe('1');
});

test('ddr claims --latex writes them', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-claims-'));
  const file = path.join(folder, 'paper', 'claims.tex');
  const said: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((text: string) => said.push(text) > 0) as typeof write;
  try {
    const program = new Command().exitOverride();
    addClaims(program);
    await program.parseAsync(['node', 'ddr', 'claims', '--committed', '--latex', file]);
    expect(await readFile(file, 'utf8')).toBe(claimsLatex(await committed('claims.json')));
    const alone = program.parseAsync(['node', 'ddr', 'claims', '--committed', '--prefix', 'a']);
    await expect(alone).rejects.toThrow('--prefix is of --latex');
  } finally {
    process.stdout.write = write;
    await rm(folder, { recursive: true, force: true });
  }
  expect(said.join('')).toContain(`In LaTeX: ${file}`);
});
