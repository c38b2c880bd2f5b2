import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { csvText, parseCsv } from '@ddr-lab/base/csv';

const rows = [
  ['plain', 1 / 3, null],
  ['a "quote", a comma', -0, NaN],
  ['two\nlines', 1e-300, Infinity],
  [' spaces ', 5, { a: [1] }],
];

const python = '/usr/bin/python3';

test.skipIf(!existsSync(python))("Python's csv reads what is written", () => {
  const program =
    'import csv, io, json, sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.read())))))';
  const text = csvText(['name', 'x, y', 'more'], rows);
  const said = execFileSync(python, ['-c', program], { input: text, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual([
    ['name', 'x, y', 'more'],
    ['plain', String(1 / 3), ''],
    ['a "quote", a comma', '0', ''],
    ['two\nlines', '1e-300', ''],
    [' spaces ', '5', '{"a":[1]}'],
  ]);
});

test('it is read back; tabs are told from commas, empty lines left out', () => {
  const { columns, rows: found } = parseCsv(csvText(['name', 'x'], [['a "b"\nc', 1]]));
  expect([columns, found]).toEqual([['name', 'x'], [['a "b"\nc', '1']]]);
  expect(parseCsv('\ufeffa\tb\r\n1\t2\r\n\r\n')).toEqual({ columns: ['a', 'b'], rows: [['1', '2']] });
});

test('what is no table is refused in words', () => {
  expect(() => parseCsv('', 'x.csv')).toThrow('x.csv is empty');
  expect(() => parseCsv('a,b\n1\n', 'x.csv')).toThrow('x.csv: row 1 has 1 cells for 2 columns.');
  expect(() => parseCsv('a,b\n"1,2\n', 'x.csv')).toThrow('x.csv: row');
});
