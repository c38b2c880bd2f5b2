import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onKernel } from './on-kernel';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'ddr-modules-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Cells that write files, and what each prints. */
type Step = readonly [code: string, printed: string | RegExp];
const write = (name: string, text: string): Step => [
  `put(${JSON.stringify(name)}, ${JSON.stringify(text)});`,
  '',
];
const remove = (name: string): Step => [`fs.rmSync(${JSON.stringify(name)}, { recursive: true });`, ''];

/** The same for files in the notebook's folder and beside it, which are compiled in different ways. */
const inFolder = (base: string): readonly Step[] => {
  const at = (name: string): string => `${base}/${name}`;
  const use = (name: string, from = name): string =>
    `import { ${name} } from '${at(from)}'; console.log(${name});`;
  return [
    // A module that comes after a failed import.
    [use('a'), /Cannot find module/],
    write(at('a.ts'), 'export const a = 1;'),
    [use('a'), '1\n'],
    // One that changes; one that does not compile, and is mended.
    write(at('a.ts'), 'export const a = "two";'),
    [`${use('a')} const text: string = a;`, 'two\n'],
    write(at('a.ts'), 'export const a = = 3;'),
    [use('a'), /a\.ts:1:18: /],
    write(at('a.ts'), 'export const a = 3;'),
    [use('a'), '3\n'],
    // One that throws, and is mended.
    write(at('thrower.ts'), 'export const thrower = 1; throw new Error("not yet");'),
    [use('thrower'), /not yet/],
    write(at('thrower.ts'), 'export const thrower = 2;'),
    [use('thrower'), '2\n'],
    // One that an imported module imports.
    write(at('inner.ts'), 'export const inner = 1;'),
    write(at('middle.ts'), "import { inner } from './inner'; export const middle = () => inner;"),
    write(
      at('outer.ts'),
      "import { middle } from './middle'; import { a } from './a'; export const outer = [middle(), a];",
    ),
    [use('outer'), '[ 1, 3 ]\n'],
    write(at('inner.ts'), 'export const inner = 2;'),
    [use('outer'), '[ 2, 3 ]\n'],
    // An import that is missing only within an imported module.
    write(at('outer.ts'), "import { deep } from './deep'; export const outer = deep;"),
    [use('outer'), /deep/],
    write(at('deep.ts'), 'export const deep = 9;'),
    [use('outer'), '9\n'],
    // One that goes, and comes again.
    remove(at('inner.ts')),
    [use('middle'), /Cannot find module/],
    [use('inner'), /Cannot find module/],
    write(at('inner.ts'), 'export const inner = 4;'),
    [`import { middle } from '${at('middle')}'; console.log(middle());`, '4\n'],
    // A folder, by its index.
    [use('lib'), /Cannot find module/],
    write(at('lib/index.ts'), "export { part as lib } from './part';"),
    write(at('lib/part.ts'), 'export const part = 5;'),
    [use('lib'), '5\n'],
    write(at('lib/part.ts'), 'export const part = 6;'),
    [use('lib'), '6\n'],
    // Data; a name with a dot; modules that import each other.
    [`import data from '${at('data.json')}'; console.log(data);`, /Cannot find module/],
    write(at('data.json'), '{"k": 1}'),
    [`import data from '${at('data.json')}'; console.log(data.k);`, '1\n'],
    write(at('data.json'), '{"n": "two"}'),
    [`import data from '${at('data.json')}'; console.log(data.n);`, 'two\n'],
    write(at('my.own.ts'), 'export const own = 7;'),
    [use('own', 'my.own'), '7\n'],
    write(
      at('ping.ts'),
      "import { pong } from './pong'; export const ping = () => 'ping'; export const both = () => ping() + pong();",
    ),
    write(at('pong.ts'), "import { ping } from './ping'; export const pong = () => 'pong' + ping().length;"),
    [use('both()', 'ping').replace('{ both() }', '{ both }'), 'pingpong4\n'],
    // Only when it is run.
    [`console.log((await import('${at('a')}')).a);`, '3\n'],
    [use('a'), '3\n'],
  ];
};

const packages: readonly Step[] = [
  ["import { tool } from 'tool-of-mine'; console.log(tool);", /Cannot find module/],
  write(
    'node_modules/tool-of-mine/package.json',
    '{"name": "tool-of-mine", "main": "lib/main.js", "types": "lib/main.d.ts"}',
  ),
  write('node_modules/tool-of-mine/lib/main.js', 'exports.tool = 8;'),
  write('node_modules/tool-of-mine/lib/main.d.ts', 'export const tool: number;'),
  ["import { tool } from 'tool-of-mine'; console.log(tool);", '8\n'],
];

it('an import is of the files as they then are', { timeout: 1_800_000 }, async () => {
  const steps: readonly Step[] = [
    [
      `import * as fs from 'node:fs'; import * as nodePath from 'node:path';
function put(name: string, text: string) { fs.mkdirSync(nodePath.dirname(name), { recursive: true }); fs.writeFileSync(name, text); }
put('../beside/x', ''); put('notes/x', '');`,
      '',
    ],
    ...inFolder('./notes'),
    ...inFolder('../beside'),
    ...packages,
  ];
  const notebooks = path.join(folder, 'notebooks');
  await mkdir(notebooks);
  const { results } = await onKernel(
    steps.map(([code]) => code),
    { folder: notebooks },
  );
  for (const [i, [code, printed]] of steps.entries()) {
    const { text, status } = results[i];
    if (typeof printed === 'string') expect([i, code, text, status]).toEqual([i, code, printed, 'ok']);
    else {
      expect([i, code, status]).toEqual([i, code, 'error']);
      expect(text, code).toMatch(printed);
    }
  }
});
