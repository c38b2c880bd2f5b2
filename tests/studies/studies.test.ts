import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { notebookOf, studies } from '../../src/studies/studies';

const PROJECT = path.join(__dirname, '..', '..');

describe('the list of studies', () => {
  it('has each folder of src/studies, and no other', () => {
    const folders = readdirSync(path.join(PROJECT, 'src/studies'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(studies.map(({ name }) => name).sort()).toEqual(folders.sort());
  });

  it('is in the order of the notebooks, each of which is one study', () => {
    const notebooks = readdirSync(path.join(PROJECT, 'notebooks'))
      .filter((file) => file.endsWith('.ipynb'))
      .map((file) => path.basename(file, '.ipynb'));
    expect(studies.map(({ notebook }) => notebook)).toEqual(notebooks.sort());
    expect(notebookOf('depth')).toBe('A2-shallow-to-deep');
    expect(notebookOf('03')).toBe('03');
  });

  it('names the files of all claims and figures that a study gives', async () => {
    const functions = async (files: readonly Promise<object>[], of: RegExp): Promise<string[]> =>
      (await Promise.all(files)).flatMap((file) => Object.keys(file)).filter((name) => of.test(name));
    for (const { name, claims, figures } of studies) {
      const given = [import(`../../src/studies/${name}/index.ts`) as Promise<object>];
      for (const [files, of] of [
        [claims(), /^check[A-Z]/],
        [figures(), /Figure$/],
      ] as const) {
        expect(await functions(files, of), name).toEqual(expect.arrayContaining(await functions(given, of)));
      }
    }
  });

  it('has claims where its notebook has checked some', () => {
    const committed = readFileSync(path.join(PROJECT, 'notebooks/claims.json'), 'utf8');
    for (const { notebook, claims } of studies) {
      if (committed.includes(`"notebook": "${notebook}"`))
        expect(claims().length, notebook).toBeGreaterThan(0);
    }
  });
});
