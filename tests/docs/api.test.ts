import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { API_FOLDER, apiPages, publicExports, undocumented } from '../../bin/api/pages';

it('every public name has a docstring', () => {
  expect(undocumented()).toEqual([]);
});

it('docs/api is what `npm run api` writes today', async () => {
  const pages = await apiPages();
  expect((await readdir(API_FOLDER)).filter((name) => name.endsWith('.md')).sort()).toEqual(
    [...pages.keys()].sort(),
  );
  for (const [name, text] of pages) {
    const written = await readFile(path.join(API_FOLDER, name), 'utf8');
    expect(written === text, `docs/api/${name} is older than the docstrings: npm run api`).toBe(true);
  }
});

it('every public name has its place, and every link within the reference leads somewhere', async () => {
  const pages = await apiPages();
  const anchors = new Map(
    [...pages].map(([name, text]) => [
      name,
      new Set([...text.matchAll(/^#+ (\S+)$/gm)].map(([, head]) => head.toLowerCase())),
    ]),
  );
  const index = pages.get('README.md')!;
  for (const { name } of publicExports()) expect(index).toContain(`[\`${name}\`]`);
  for (const [name, text] of pages) {
    for (const [link, file, anchor] of text.matchAll(/\]\(([a-z-]+\.md)(?:#([^)]+))?\)/g)) {
      expect(anchors.has(file), `${name}: ${link}`).toBe(true);
      if (anchor) expect(anchors.get(file)!.has(anchor), `${name}: ${link}`).toBe(true);
    }
  }
});
