import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const PROJECT = path.join(__dirname, '..', '..');

interface Entry {
  readonly key: string;
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The entries of a .bib file as this project writes them: a field a line. */
function entriesOf(text: string): Entry[] {
  return [...text.matchAll(/^@(\w+)\{([^,\s]+),\n((?: {2}.*\n)*)\}$/gm)].map(([, type, key, body]) => ({
    key,
    type,
    fields: Object.fromEntries(
      [...body.matchAll(/^ {2}(\w+) = \{(.*)\},$/gm)].map(([, name, value]) => [name, value]),
    ),
  }));
}

const text = readFileSync(path.join(PROJECT, 'docs/references.bib'), 'utf8');
const entries = entriesOf(text);

/** Everything that a reader sees: code with its docstrings, pages, notebooks. */
const sources = ['README.md', 'docs', 'src', 'packages', 'bin', 'notebooks', 'tests', 'checkpoints/README.md']
  .flatMap((start) => filesBelow(start))
  .filter((file) => /\.(ts|md|ipynb)$/.test(file) && file !== 'tests/docs/references.test.ts')
  .map((file) => ({ file, text: plain(readFileSync(path.join(PROJECT, file), 'utf8')) }));

function filesBelow(start: string): string[] {
  if (!statSync(path.join(PROJECT, start)).isDirectory()) return [start];
  return readdirSync(path.join(PROJECT, start), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap(({ name }) => filesBelow(`${start}/${name}`));
}

/** Without line breaks within a comment, and without pictures in notebooks. */
function plain(source: string): string {
  return source.replace(/"[A-Za-z0-9+/=]{400,}(\\n)?"/g, '""').replace(/\n\s*(\*|\/\/)?\s*/g, ' ');
}

/** Author and year where a source names a paper: `Gu and Dong 2021`, `Ledig et al. (2017)`, `Hinton, 2008`. */
const NAMED = /([A-Z][a-zé]+(?:-[A-Z][a-z]+)?)(?: et al\.|,? and [A-Z][a-zA-Z-]+),? \(?((?:19|20)\d{2})\b/g;

it('every entry has what its kind needs, and a key of its own', () => {
  expect(entries.length).toBe(text.match(/^@/gm)!.length);
  expect(entries.length).toBeGreaterThan(50);
  const needed: Record<string, string> = {
    article: 'journal',
    inproceedings: 'booktitle',
    book: 'publisher',
    techreport: 'institution',
    misc: 'howpublished',
  };
  for (const { key, type, fields } of entries) {
    for (const field of ['author', 'title', 'year', needed[type]])
      expect(fields[field], `${key}: ${field}`).toBeTruthy();
    // The key begins with the first author's name and has the year.
    const [first] = fields.author.split(' and ');
    const surname = plainLetters(first).split(' ').at(-1)!.toLowerCase();
    expect(key, fields.author).toMatch(
      new RegExp(`^(${surname}|${surname.split('-').at(-1)!})${fields.year}\\w+$`),
    );
  }
  expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
});

it('every paper that a source names by author and year is there', () => {
  const missing = sources.flatMap(({ file, text: source }) =>
    [...source.matchAll(NAMED)]
      .filter(([, name, year]) => !isThere(name, year))
      .map(([words]) => `${file}: ${words}`),
  );
  expect([...new Set(missing)]).toEqual([]);
  const named = new Set(sources.flatMap(({ text: source }) => source.match(NAMED) ?? []));
  expect(named.size).toBeGreaterThan(30);
});

it('every number of arXiv in a source is there', () => {
  const numbers = new Set(
    sources.flatMap(({ text: source }) =>
      [...source.matchAll(/arXiv[: ](?:abs\/)?(\d{4}\.\d{4,5})/gi)].map(([, number]) => number),
    ),
  );
  expect(numbers.size).toBeGreaterThan(1);
  expect([...numbers].filter((number) => !text.includes(number))).toEqual([]);
});

it('every key that is cited is there', () => {
  const cited = sources.flatMap(({ file, text: source }) =>
    [...source.matchAll(/\\cite[tp]?\{([\w:, -]+)\}|\[@([\w:-]+)\]/g)].flatMap(([, keys, key]) =>
      (keys ?? key).split(/,\s*/).map((one) => ({ file, key: one })),
    ),
  );
  expect(cited.length).toBeGreaterThan(0);
  const known = new Set(entries.map(({ key }) => key));
  expect(cited.filter(({ key }) => !known.has(key))).toEqual([]);
});

function isThere(name: string, year: string): boolean {
  return entries.some(
    ({ fields }) =>
      fields.year === year && new RegExp(`\\b${plainLetters(name)}\\b`).test(plainLetters(fields.author)),
  );
}

/** Without LaTeX's accents and ours. */
function plainLetters(words: string): string {
  return words
    .replace(/\{\\['"`^]?(\w)\}/g, '$1')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');
}
