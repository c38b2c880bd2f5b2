import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const PROJECT = path.join(__dirname, '..', '..');

/** The pages of the documentation. */
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'docs/how-to'].flatMap((folder) =>
    readdirSync(path.join(PROJECT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** A path in the project: `src/index` and `packages/base/random` stand for their files. */
const PATH = /(?<![\w/.-])((?:src|packages|bin|tests|environment|benchmarks)\/[\w./-]*[\w/])/g;

/** A link to a file. Weights come and go with trainings; tests/cards hold their pages. */
const LINK = /\]\((?!https?:|#|[./]*checkpoints\/)([^)#\s]+)(?:#[^)]*)?\)/g;

/** What a page names that is not there: paths from the project, links from the page. */
function missing(page: string, text: string): string[] {
  // What a how-to has its reader make is no file of ours; its block begins with `// FILE`.
  const made = new Set([...text.matchAll(/^\/\/ (src\/\S+\.ts)$/gm)].map(([, file]) => file));
  const isThere = (file: string): boolean =>
    [file, `${file}.ts`, `${file}/index.ts`].some(
      (one) => existsSync(path.join(PROJECT, one)) || made.has(one),
    );
  // NAME stands for any; what is installed is not there before.
  const isForm = (file: string): boolean => /\bNAME\b|\bnode_modules\b/.test(file);
  const paths = [...text.matchAll(PATH)]
    .map(([, file]) => file)
    .filter((file) => !isForm(file) && !isThere(file));
  const links = [...text.matchAll(LINK)]
    .map(([, link]) => link)
    .filter((link) => !existsSync(path.join(PROJECT, path.dirname(page), link)));
  return [...paths, ...links];
}

it.each(pages)('%s names paths and pages that are there', (page) => {
  expect(missing(page, readFileSync(path.join(PROJECT, page), 'utf8'))).toEqual([]);
});

it('what is not there is found', () => {
  const text = [
    'See `src/index.ts`, `src/metrics/gone.ts` and [a page](gone.md#part), [another](data.md#part), <https://a.b/src/c>.',
    "import { one } from '../src/index'; // src/studies/NAME/claims.ts",
    '```ts\n// src/made.ts\n```\n`src/made.ts`, `packages/base/random`, `/usr/bin/python3`',
  ].join('\n');
  expect(missing('docs/page.md', text)).toEqual(['src/metrics/gone.ts', 'gone.md']);
});
