import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const PROJECT = path.join(__dirname, '..', '..');

/** Which room or package imports from which, as its files do it. */
export interface Rooms {
  /** Folders and files of `src/`, by name (`index.ts` with its ending), and `bin`. */
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** From each room and package to those that it imports from. */
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What dependency-cruiser says of a file. */
interface Module {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

/** A package's name here. */
const packageName = (folder: string): string => `@${folder}`;

/** `networks` of `src/networks/network.ts`, `@base` of `packages/base/random.ts`; nothing of what is neither. */
function placeOf(file: string): string | undefined {
  const [root, name] = file.split('/');
  if (root === 'src') return name;
  if (root === 'packages') return packageName(name);
  return root === 'bin' ? 'bin' : undefined;
}

/** Reads the imports of all files of the library, the packages and the command, types included. */
export async function readRooms(root = PROJECT): Promise<Rooms> {
  const program = path.join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'src', 'packages', 'bin', '--config', '--output-type', 'json'],
    { cwd: root, maxBuffer: 1e9 },
  );
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of (JSON.parse(stdout) as { modules: Module[] }).modules) {
    const from = placeOf(source);
    if (from === undefined) continue;
    const to = imports.get(from) ?? new Set();
    imports.set(from, to);
    for (const { resolved } of dependencies) {
      const place = placeOf(resolved);
      if (place !== undefined && place !== from) to.add(place);
    }
  }
  const names = [...imports.keys()].sort();
  const isPackage = (name: string): boolean => name.startsWith('@');
  return {
    rooms: names.filter((name) => !isPackage(name)),
    packages: names.filter(isPackage),
    imports,
  };
}

/** Rooms that import from each other, by whatever way, are one box. */
function boxes(names: readonly string[], imports: Rooms['imports']): string[][] {
  const reach = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of imports.get(from) ?? []) if (!seen.has(to)) reach(to, seen.add(to));
    return seen;
  };
  const reached = new Map(names.map((name) => [name, reach(name)]));
  const found: string[][] = [];
  for (const name of names) {
    const other = found.find(([one]) => reached.get(one)!.has(name) && reached.get(name)!.has(one));
    if (other) other.push(name);
    else found.push([name]);
  }
  return found;
}

/** A box, or a place where a long arrow passes a row. */
interface Node {
  readonly names: readonly string[];
  readonly row: number;
  readonly width: number;
  x: number;
}

interface Arrow {
  /** From the importing box over the rows between to the imported one. */
  readonly way: readonly Node[];
}

const LETTER = 7.4;
const GAP = 22;
const BOX = 42;
const ROW = 80;
const LANE = 14;
const MARGIN = 16;

/**
 * The boxes in rows, each above all that it imports from, and the arrows between them: those alone that no longer way
 * replaces.
 */
function layered(names: readonly string[], imports: Rooms['imports'], widthOf: (names: string[]) => number) {
  const found = boxes(names, imports);
  const boxOf = new Map(found.flatMap((box) => box.map((name) => [name, box] as const)));
  const below = new Map(
    found.map((box) => {
      const to = box.flatMap((name) => [...imports.get(name)!]).map((name) => boxOf.get(name));
      return [box, new Set(to.filter((other) => other !== undefined && other !== box) as string[][])];
    }),
  );
  const rows = new Map<string[], number>();
  const rowOf = (box: string[]): number => {
    if (!rows.has(box)) rows.set(box, 1 + Math.max(-1, ...[...below.get(box)!].map(rowOf)));
    return rows.get(box)!;
  };
  const nodes = new Map(
    found.map((box): [string[], Node] => [box, { names: box, row: rowOf(box), width: widthOf(box), x: 0 }]),
  );
  const reaches = (from: string[], to: string[]): boolean =>
    [...below.get(from)!].some((next) => next === to || reaches(next, to));
  const all: Node[] = [...nodes.values()];
  const arrows: Arrow[] = [];
  for (const from of found) {
    for (const to of below.get(from)!) {
      if ([...below.get(from)!].some((other) => other !== to && reaches(other, to))) continue;
      const [a, b] = [nodes.get(from)!, nodes.get(to)!];
      const between = Array.from({ length: a.row - b.row - 1 }, (_, i): Node => {
        return { names: [], row: a.row - 1 - i, width: LANE, x: 0 };
      });
      all.push(...between);
      arrows.push({ way: [a, ...between, b] });
    }
  }
  return { all, arrows };
}

/** Places the nodes of each row: first in an order with few crossings, then as near as there is room to what they are tied to. */
function placed(all: readonly Node[], arrows: readonly Arrow[]): Node[][] {
  const tied = new Map<Node, Node[]>(all.map((node) => [node, []]));
  for (const { way } of arrows) {
    for (let i = 1; i < way.length; i++) {
      tied.get(way[i])!.push(way[i - 1]);
      tied.get(way[i - 1])!.push(way[i]);
    }
  }
  const last = Math.max(...all.map(({ row }) => row));
  const rows = Array.from({ length: last + 1 }, (_, row) => all.filter((node) => node.row === row));
  const spread = (row: Node[]): void => {
    let x = 0;
    for (const node of row) {
      node.x = x + node.width / 2;
      x += node.width + GAP;
    }
    for (const node of row) node.x -= (x - GAP) / 2;
  };
  rows.forEach(spread);
  const middle = (node: Node, wanted: (other: Node) => boolean): number => {
    const others = tied.get(node)!.filter(wanted);
    return others.length === 0 ? node.x : others.reduce((sum, other) => sum + other.x, 0) / others.length;
  };
  const crossings = (): number => {
    const pieces = arrows.flatMap(({ way }) => way.slice(1).map((to, i) => [way[i], to] as const));
    let count = 0;
    for (const [i, [a, b]] of pieces.entries()) {
      for (const [c, d] of pieces.slice(0, i)) {
        if (a.row === c.row && (a.x - c.x) * (b.x - d.x) < 0) count++;
      }
    }
    return count;
  };
  let best = { count: Infinity, orders: rows.map((row) => [...row]) };
  for (let sweep = 0; sweep < 24; sweep++) {
    const up = sweep % 2 === 0;
    for (const row of up ? rows : [...rows].reverse()) {
      const wanted = row.map((node) => [node, middle(node, (other) => other.row < node.row === up)] as const);
      row.splice(0, row.length, ...wanted.sort((a, b) => a[1] - b[1]).map(([node]) => node));
      spread(row);
    }
    const count = crossings();
    if (count < best.count) best = { count, orders: rows.map((row) => [...row]) };
  }
  best.orders.forEach(spread);
  // Each to the middle of what it is tied to, as far as its neighbours in the row let it.
  for (let turn = 0; turn < 400; turn++) {
    for (const row of best.orders) {
      row.forEach((node, i) => {
        const [left, right] = [row[i - 1], row[i + 1]];
        const least = left ? left.x + (left.width + node.width) / 2 + GAP : -Infinity;
        const most = right ? right.x - (right.width + node.width) / 2 - GAP : Infinity;
        node.x = Math.min(most, Math.max(least, (node.x + middle(node, () => true)) / 2));
      });
    }
  }
  return best.orders;
}

/** One part of the picture: rows of boxes with arrows to what each imports from. */
function part(names: readonly string[], imports: Rooms['imports'], look: Look): Part {
  const { all, arrows } = layered(names, imports, (box) =>
    box.reduce((sum, name) => sum + cellWidth(name, look) + 8, 8),
  );
  const rows = placed(all, arrows);
  const edge = Math.min(...all.map(({ x, width }) => x - width / 2));
  for (const node of all) node.x -= edge;
  const y = (node: Node): number => (rows.length - 1 - node.row) * ROW;
  const lines = arrows.map(({ way }) => {
    const [from] = way;
    const to = way.at(-1)!;
    // Where several arrows leave a box or reach one, each has a place of its own.
    const along = (node: Node, others: Node[], at: Node): number => {
      const order = [...others].sort((a, b) => a.x - b.x).indexOf(at);
      return (
        node.x + ((order + 1) / (others.length + 1) - 0.5) * Math.min(node.width * 0.8, 26 * others.length)
      );
    };
    const leaving = arrows.filter(({ way: [first] }) => first === from).map(({ way: [, next] }) => next);
    const coming = arrows.filter((one) => one.way.at(-1) === to).map((one) => one.way.at(-2)!);
    let [x, at] = [along(from, leaving, way[1]), y(from) + BOX];
    let text = `M${n(x)} ${n(at)}`;
    for (const node of way.slice(1)) {
      const end = node === to;
      const [nx, ny] = [end ? along(to, coming, way.at(-2)!) : node.x, end ? y(to) - 7 : y(node)];
      const half = (ny - at) / 2;
      text += ` C${n(x)} ${n(at + half)} ${n(nx)} ${n(ny - half)} ${n(nx)} ${n(ny)}`;
      if (!end) text += ` L${n(nx)} ${n(ny + BOX)}`;
      [x, at] = [nx, end ? ny : ny + BOX];
    }
    return `<path d="${text}" fill="none" stroke="#5a6270" stroke-width="1.3" marker-end="url(#head)"/>`;
  });
  const drawn = all.filter((node) => node.names.length > 0).map((node) => boxOf(node, y(node), look));
  return {
    width: Math.max(...all.map(({ x, width }) => x + width / 2)),
    height: (rows.length - 1) * ROW + BOX,
    text: [...lines, ...drawn].join('\n'),
  };
}

interface Part {
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

interface Look {
  readonly fill: string;
  readonly stroke: string;
  /** What stands small under a name: the packages that a room imports from. */
  readonly under: (name: string) => string;
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

const cellWidth = (name: string, { under }: Look): number =>
  Math.max(64, LETTER * name.length + 20, 5.3 * under(name).length + 14);

function boxOf(node: Node, y: number, look: Look): string {
  const { fill, stroke, under } = look;
  const left = node.x - node.width / 2;
  const several = node.names.length > 1;
  const frame = several
    ? `<rect x="${n(left)}" y="${n(y - 5)}" width="${n(node.width)}" height="${BOX + 10}" rx="8" fill="none" stroke="${stroke}" stroke-dasharray="4 3"/>`
    : '';
  let x = left + (several ? 8 : 4);
  const cells = node.names.map((name) => {
    const width = several ? cellWidth(name, look) : node.width - 8;
    const centre = x + width / 2;
    const words = under(name);
    const text = [
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${BOX}" rx="5" fill="${fill}" stroke="${stroke}"/>`,
      `<text x="${n(centre)}" y="${n(y + (words ? 18 : 26))}" text-anchor="middle" font-weight="bold">${name}</text>`,
      ...(words
        ? [
            `<text x="${n(centre)}" y="${n(y + 33)}" text-anchor="middle" font-size="10" fill="#555">${words}</text>`,
          ]
        : []),
    ];
    x += width + 8;
    return text.join('');
  });
  return frame + cells.join('');
}

/** The picture as SVG: the command and the rooms of `src/` above, the packages below. */
export function roomsPicture({ rooms, packages, imports }: Rooms): string {
  const used = (name: string): string =>
    [...imports.get(name)!]
      .filter((to) => to.startsWith('@') && to !== packageName('base'))
      .map((to) => to.slice(1))
      .sort()
      .join(', ');
  const above = part(rooms, imports, { fill: '#eaf2fb', stroke: '#0072b2', under: used });
  const bare = new Map(
    packages.map((name) => [name.slice(1), new Set([...imports.get(name)!].map((to) => to.slice(1)))]),
  );
  const below = part([...bare.keys()], bare, { fill: '#fdf1e3', stroke: '#d55e00', under: () => '' });
  const width = Math.max(above.width, below.width) + 2 * MARGIN;
  const top = 66;
  const second = top + above.height + 66;
  const height = second + below.height + MARGIN;
  const head = (y: number, text: string): string =>
    `<text x="${MARGIN}" y="${n(y)}" fill="#333">${text}</text>`;
  const at = ({ width: own }: Part, y: number): string => `translate(${n((width - own) / 2)} ${n(y)})`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" font-family="Arial, Helvetica, sans-serif" font-size="13">
<defs><marker id="head" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#5a6270"/></marker></defs>
<rect width="100%" height="100%" fill="#fff"/>
${head(22, 'The command (bin) and the rooms of src. An arrow leads to what is imported from.')}
${head(42, 'Small: the packages that a room uses, beside base. Dashed: rooms that use each other.')}
<g transform="${at(above, top)}">
${above.text}
</g>
${head(second - 24, 'Packages')}
<g transform="${at(below, second)}">
${below.text}
</g>
</svg>
`;
}
