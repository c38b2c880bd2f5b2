import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const PROJECT = path.join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(PROJECT, file), 'utf8');
const filesIn = (folder: string, end: string): string[] =>
  readdirSync(path.join(PROJECT, folder))
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`);

/** What a file exports, types too; it holds nothing but re-exports, and imports of files for what they do. */
function namesOf(file: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022);
  return source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && !statement.importClause) return [];
    const clause = ts.isExportDeclaration(statement) && statement.moduleSpecifier && statement.exportClause;
    if (!clause || !ts.isNamedExports(clause)) throw new Error(`${file} holds more than re-exports.`);
    return clause.elements.map(({ name }) => name.text);
  });
}

/** The code of the notebooks and of the pages: its blocks, and what stands in a line as code. */
function codeShown(): string {
  const cells = filesIn('notebooks', '.ipynb').flatMap((file) => {
    const { cells } = JSON.parse(read(file)) as { cells: { cell_type: string; source: string[] }[] };
    return cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source.join(''));
  });
  const pages = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs', '.md'), ...filesIn('docs/how-to', '.md')];
  const blocks = pages.flatMap((file) => read(file).match(/^```ts\n[^]*?^```|`[^`\n]+`|^ {4}.*$/gm) ?? []);
  return [...cells, ...blocks].join('\n');
}

const words = new Set(codeShown().match(/[\w$]+/g));
const unused = (file: string): string[] => namesOf(file).filter((name) => !words.has(name));

describe('src/index.ts', () => {
  it('has 60 names at most', () => {
    const names = namesOf('src/index.ts');
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThanOrEqual(60);
  });

  it('has no name that no page and no notebook uses', () => expect(unused('src/index.ts')).toEqual([]));
});

const indexes = readdirSync(path.join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('/index.ts'))
  .map((file) => `src/${file}`);

it.each(indexes.sort())('%s has no name that no page and no notebook uses', (file) =>
  expect(unused(file)).toEqual([]),
);
