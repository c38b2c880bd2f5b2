import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTable } from '../../bin/commands/table';
import { oursText } from '@ddr-lab/book/claims/value-text';
import { parseCsv } from '@ddr-lab/base/csv';

const RECORD = path.join(__dirname, '..', '..', 'notebooks', 'claims.json');

let folder = '';
const files: Record<string, string> = {};
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-table-'));
  const spread = (mean: number): object => ({ mean, standardDeviation: mean / 10, values: [mean] });
  const layer = (name: string, chi: number): object => ({
    ...{ layer: name, features: 64, wd: spread(3), bd: spread(4), chi: spread(chi) },
    ...{ reduced: { wd: 1, bd: 2, chi: 3 }, runs: [] },
  });
  const network = (name: string, chi: number): object => ({
    ...{ name, pixels: layer('pixels', 1), layers: [layer('RB1', chi), layer('RB16', 100 * chi)] },
    ...{ verdict: { told: true, words: 'tells' }, attribution: [] },
    quality: [{ degradation: 'blur4', network: { psnr: spread(20) }, bicubic: { psnr: 19 } }],
  });
  const contents = {
    'report.json': { format: 'ddr-lab analysis', networks: [network('wGR', 2), network('woGR', 0.5)] },
    'one.json': { wd: 1, bd: 2, chi: 3 },
    'two.json': { first: [{ a: 1 }], inner: { second: [{ b: 2 }] }, third: [{ c: 3 }] },
    'none.json': [1, 2],
  };
  for (const [name, content] of Object.entries(contents))
    files[name] = await write(name, JSON.stringify(content));
  files['lines.json'] = await write('lines.json', '{"set":"a","srga":1.5}\n{"set":"b","srga":2}\n');
  files['rows.csv'] = await write(
    'rows.csv',
    'network,CHI,CHI sd,note\nwGR,283.54,4.1,a & b\nwoGR,0.31,0.05,\n',
  );
  files['damaged.json'] = await write('damaged.json', '{');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

/** What the command says on standard output. */
async function said(...words: string[]): Promise<string> {
  const program = new Command().exitOverride();
  addTable(program);
  const texts: string[] = [];
  const stream = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((text: string) => texts.push(text) > 0) as typeof stream;
  try {
    await program.parseAsync(['node', 'ddr', 'table', ...words.map((word) => files[word] ?? word)]);
  } finally {
    process.stdout.write = stream;
  }
  return texts.join('');
}

test('a report: layers of all networks, its other parts by name', async () => {
  const text = await said('report.json', '--digits', 'WD=0,BD=0', '--best', 'CHI');
  expect(text.split('\n')[0].split(/ {2,}/)).toEqual([
    'network',
    'layer',
    'features',
    'WD',
    'BD',
    'CHI',
    'CHI before t-SNE',
  ]);
  expect(text).toMatch(/wGR +RB16 +64 +3 ± 0\.\d+ +4 ± 0\.\d+ +200\.00 ± 20\.00 +3/);
  const quality = JSON.parse(await said('report.json', '--part', 'quality', '--json')) as object[];
  expect(quality[0]).toEqual({
    ...{ network: 'wGR', degradation: 'blur4', 'network psnr': 20 },
    ...{ 'network psnr deviation': 2, 'bicubic psnr': 19 },
  });
  await expect(said('report.json', '--part', 'layer')).rejects.toThrow(
    "a report's parts are layers, quality",
  );
  await expect(said('report.json', '--part', 'attribution')).rejects.toThrow('has nothing of attribution');
});

test('the committed claims: what the record has, row by row', async () => {
  const record = JSON.parse(await readFile(RECORD, 'utf8')) as {
    id: string;
    ours: unknown;
    interval?: object;
  }[];
  const rows = JSON.parse(await said(RECORD, '--columns', 'id,ours', '--json')) as object[];
  expect(rows).toEqual(record.map((claim) => ({ id: claim.id, ours: oursText(claim) })));
  const latex = await said(RECORD, '--latex', '--columns', 'claim,verdict', '--rows', '2-3');
  expect(latex.match(/\\\\$/gm)).toHaveLength(3);
  expect(latex).toContain('\\begin{table}');
});

test('CSV, a record, lines of records, records within: text, LaTeX, CSV, JSON', async () => {
  const latex = [
    '--latex',
    '--deviations',
    'CHI=CHI sd',
    '--digits',
    '1',
    '--best',
    'CHI',
    '--width',
    'double',
  ];
  expect(await said('rows.csv', ...latex)).toContain('wGR & \\textbf{283.5 $\\pm$ 4.1} & a \\& b \\\\');
  expect(parseCsv(await said('rows.csv', '--deviations', 'CHI=CHI sd', '--csv'))).toEqual({
    columns: ['network', 'CHI', 'CHI deviation', 'note'],
    rows: [
      ['wGR', '283.54', '4.1', 'a & b'],
      ['woGR', '0.31', '0.05', ''],
    ],
  });
  expect(await said('one.json')).toBe('wd  bd  chi\n--  --  ---\n 1   2    3\n');
  expect(await said('lines.json', '--units', 'srga=nats')).toContain('srga (nats)');
  expect(await said('two.json', '--part', 'inner.second')).toContain('b\n-\n2');
  const both = await said('rows.csv', 'lines.json', '--json');
  expect((JSON.parse(both) as { file: string }[]).map(({ file }) => file)).toEqual([
    'rows',
    'rows',
    'lines',
    'lines',
  ]);
});

test('--out writes the file and says which', async () => {
  const out = path.join(folder, 'new', 'tab.tex');
  expect(await said('rows.csv', '--latex', '--out', out)).toBe(`${out}\n`);
  expect(await readFile(out, 'utf8')).toContain('\\toprule');
});

test.each([
  [['gone.json'], 'gone.json: cannot be read'],
  [['damaged.json'], 'damaged.json: neither CSV (its name ends in .csv or .tsv) nor JSON'],
  [['none.json'], 'none.json: holds no records'],
  [['two.json'], 'two.json: has several tables; name a part: first, third.'],
  [['two.json', '--part', 'inner.x'], 'has no records at inner.x; it has first, inner, third'],
  [['rows.csv', '--part', 'x'], 'CSV has no part x'],
  [['rows.csv', '--columns', 'psnr'], 'no column "psnr" (columns)'],
  [['rows.csv', '--best', 'CHI=less'], '--best CHI is one of higher, lower'],
  [['rows.csv', '--units', 'CHI'], '--units takes words by column'],
  [['rows.csv', '--digits', '-1'], '--digits must be a whole number'],
  [['rows.csv', '--rows', '3-2'], '--rows takes two numbers from 1 to 2'],
  [['rows.csv', '--latex', '--csv'], '--latex and --csv: a table has one form'],
  [['rows.csv', '--latex', '--width', 'wide'], '--width is one of single, double'],
  [['rows.csv', '--latex', '--label', '}'], 'cannot have the label "}"'],
])('bad input, in words: %j', async (words, message) => {
  await expect(said(...words)).rejects.toThrow(message);
});
