import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { pagesWithTables } from '../../bin/tables/tables';

it('tables of the documentation are what `npm run tables` writes from the lists today', async () => {
  const pages = await pagesWithTables();
  expect(pages.size).toBe(7);
  for (const [file, text] of pages) {
    const written = await readFile(file, 'utf8');
    expect(written === text, `${file} is older than the lists: npm run tables`).toBe(true);
  }
});
