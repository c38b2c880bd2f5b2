import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRooms, roomsPicture, type Rooms } from '../../docs/pictures/rooms';

const PROJECT = path.join(__dirname, '..', '..');
const page = readFileSync(path.join(PROJECT, 'docs/architecture.md'), 'utf8');

/** The rules, as far as they are looked at here. */
const { forbidden } = createRequire(__filename)('../../.dependency-cruiser.cjs') as {
  readonly forbidden: readonly {
    readonly name: string;
    readonly from: { readonly path?: string };
    readonly to: { readonly path?: string };
  }[];
};

/** The first column of the table whose head begins with a word. */
function column(head: string): string[] {
  const table = new RegExp(`^\\| ${head} .*\\n\\|[ -|]*\\n((?:\\|.*\\n)+)`, 'm').exec(page)?.[1] ?? '';
  return table
    .trim()
    .split('\n')
    .map((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? line);
}

/** What lies in a folder, but for hidden files; with `folders`, folders alone. */
function inFolder(folder: string, { folders = false } = {}): string[] {
  return readdirSync(path.join(PROJECT, folder), { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (!folders || entry.isDirectory()))
    .map(({ name }) => `${folder}/${name}`)
    .sort();
}

let rooms: Rooms;
beforeAll(async () => {
  rooms = await readRooms();
});

describe('docs/architecture.md', () => {
  it('has a line for every package and every room, and none for what is not there', () => {
    expect(column('package').sort()).toEqual(inFolder('packages', { folders: true }));
    expect([...column('room'), 'src/index.ts'].sort()).toEqual(inFolder('src'));
  });

  it('names every study', () => {
    const named = new Set([...page.matchAll(/`(src\/studies\/[a-z-]+)`/g)].map(([, name]) => name));
    expect([...named].sort()).toEqual(inFolder('src/studies', { folders: true }));
  });

  it('has the rooms in an order in which each imports from those above it alone', () => {
    const order = column('room').map((name) => name.replace('src/', ''));
    const last = order.slice(-5);
    for (const [at, room] of order.entries()) {
      const allowed = last.includes(room) ? order : order.slice(0, at);
      const used = [...rooms.imports.get(room)!].filter((name) => !name.startsWith('@'));
      for (const name of used) expect(allowed, `${room} imports from ${name}`).toContain(name);
    }
    // The rules allow no more than the page says.
    const flows = forbidden.filter(({ name }) => name.startsWith('flow-'));
    const allowed: string[] = [];
    for (const [at, room] of order.slice(0, -5).entries()) {
      for (const other of order.slice(at + 1)) {
        const [from, to] = [room, other].map((name) =>
          name.endsWith('.ts') ? `src/${name}` : `src/${name}/a.ts`,
        );
        const isForbidden = flows.some(
          (rule) => new RegExp(rule.from.path!).test(from) && new RegExp(rule.to.path!).test(to),
        );
        if (!isForbidden) allowed.push(`${room} from ${other}`);
      }
    }
    expect(allowed).toEqual([]);
  });

  it('says of each package what it may import', () => {
    const lines = page.split('\n').filter((line) => line.startsWith('| `packages/'));
    for (const name of rooms.packages) {
      const line = lines.find((one) => one.startsWith(`| \`packages/${name.slice(1)}\``))!;
      const may = [...line.split('|')[3].matchAll(/`(\w+)`/g)].map(([, other]) => `@${other}`);
      expect([...rooms.imports.get(name)!].sort(), name).toEqual(may.sort());
    }
  });

  it('has the picture of today', () => {
    const drawn = readFileSync(path.join(PROJECT, 'docs/pictures/architecture.svg'), 'utf8');
    expect(drawn === roomsPicture(rooms), 'an older picture: npx tsx docs/pictures/architecture.ts').toBe(
      true,
    );
  });
});

describe('the picture', () => {
  const small: Rooms = {
    rooms: ['a', 'b', 'c', 'd'],
    packages: ['@base', '@lines'],
    imports: new Map([
      ['a', new Set(['b', 'c', '@base', '@lines'])],
      ['b', new Set(['c'])],
      ['c', new Set<string>()],
      // These two import from each other.
      ['d', new Set(['e', 'c'])],
      ['e', new Set(['d'])],
      ['@base', new Set<string>()],
      ['@lines', new Set(['@base'])],
    ]),
  };

  it('has an arrow for each import that no other way replaces, and what rooms use of the packages', () => {
    const picture = roomsPicture({ ...small, rooms: ['a', 'b', 'c', 'd', 'e'] });
    // a to b, b to c, {d, e} to c, lines to base; not a to c.
    expect(picture.match(/marker-end/g)).toHaveLength(4);
    expect(picture.match(/stroke-dasharray/g)).toHaveLength(1);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'base', 'lines']) {
      expect(picture).toMatch(new RegExp(`font-weight="bold">${name}</text>`));
    }
    expect(picture.match(/font-size="10"[^>]*>lines</g)).toHaveLength(1);
  });

  it('puts each box above what it imports from', () => {
    const picture = roomsPicture({ ...small, rooms: ['a', 'b', 'c', 'd', 'e'] });
    const heightOf = (name: string): number =>
      Number(new RegExp(`y="([\\d.]+)"[^>]*font-weight="bold">${name}<`).exec(picture)![1]);
    expect(heightOf('a')).toBeLessThan(heightOf('b') - 30);
    expect(heightOf('b')).toBeLessThan(heightOf('c') - 30);
    expect(heightOf('d')).toBe(heightOf('e'));
  });
});
