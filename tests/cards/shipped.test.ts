import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRecipes } from '../../src/methods/recipes';

const folder = path.join(__dirname, '..', '..', 'checkpoints');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.safetensors'))
  .map((file) => file.replace('.safetensors', ''));

describe('the networks that ship', () => {
  it('are as small together as was promised: 60 MB, with the snapshots of the evolution', () => {
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.safetensors'));
    const bytes = files.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    expect(bytes).toBeLessThan(60e6);
    expect(names.length).toBeGreaterThan(20);
  });

  it.each(names)('%s has a recipe that makes it again, a card and a chart', (name) => {
    expect(listRecipes().map((recipe) => recipe.name)).toContain(name);
    const card = readFileSync(path.join(folder, `${name}.md`), 'utf8');
    expect(card).toContain(`npx ddr train ${name}`);
    expect(readFileSync(path.join(folder, `${name}.svg`), 'utf8')).toContain('<svg');
  });

  it('are all in the table, whose links lead somewhere', () => {
    const text = readFileSync(path.join(folder, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target);
    for (const name of names) expect(links).toContain(`${name}.md`);
    for (const link of links) expect(existsSync(path.join(folder, link)), link).toBe(true);
  });
});
