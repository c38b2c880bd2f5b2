import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT } from '@ddr-lab/book/jupyter';

const style = readFileSync(path.join(PROJECT, 'packages/book/pages/style.css'), 'utf8');

/** The colours of the n-th `:root` block: of light pages, of dark ones. */
function colours(block: number): Map<string, string> {
  const text = [...style.matchAll(/:root \{([^}]*)\}/g)][block][1];
  const short = (hex: string): string => (hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex);
  return new Map(
    [...text.matchAll(/--([\w-]+): (#[0-9a-f]+);/gi)].map(([, name, hex]) => [name, short(hex)]),
  );
}

/** WCAG's relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const level = parseInt(hex.slice(at, at + 2), 16) / 255;
    return level <= 0.03928 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

it.each([
  ['light', 0],
  ['dark', 1],
])('text can be read on %s pages: a contrast of 4.5 at least (WCAG AA)', (_, block) => {
  const all = colours(block);
  const grounds = ['paper', 'wash', 'mark', 'warn-wash', 'bad-wash'];
  const inks = ['ink', 'quiet', 'link', 'good', 'fair', 'bad', 'comment', 'keyword', 'string', 'number'];
  for (const ground of grounds.slice(0, 2)) {
    for (const ink of inks) {
      const [low, high] = [all.get(ground)!, all.get(ink)!].map(luminance).sort((a, b) => a - b);
      expect((high + 0.05) / (low + 0.05), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
  for (const ground of grounds) {
    const [low, high] = [all.get(ground)!, all.get('ink')!].map(luminance).sort((a, b) => a - b);
    expect((high + 0.05) / (low + 0.05), `ink on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
});

it('dark pages change every colour of light ones', () => {
  expect([...colours(1).keys()].sort()).toEqual([...colours(0).keys()].sort());
});
