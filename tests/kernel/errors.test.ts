import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failure, printed, result, speak } from './wire';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-errors-'));
  await mkdir(path.join(folder, 'lib'));
  await mkdir(path.join(folder, 'notebooks'));
  await writeFile(
    path.join(folder, 'lib', 'thrower.ts'),
    `interface Unused { a: number }\n\nexport function thrower(n: number): never {\n  throw new RangeError(\`\${n} is too few\`);\n}\n`,
  );
  await writeFile(
    path.join(folder, 'notebooks', 'near.ts'),
    `type Unused = number;\nexport const near = (): never => {\n  throw new TypeError('near');\n};\n`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Cells that fail, and how each is told: ename, evalue, traceback. */
const failing: readonly (readonly [code: string, ename: string, evalue: RegExp, traceback: string])[] = [
  // What the compiler refuses.
  [
    'const a = 1;\nconst b =\n  nowhere + 1;',
    'CompileError',
    /^Cannot find name 'nowhere'\.$/,
    "cell [N], line 3, column 3: Cannot find name 'nowhere'. (TS2304)\n      nowhere + 1;\n      ^^^^^^^",
  ],
  [
    "const c: number = 'text';",
    'CompileError',
    /not assignable/,
    "cell [N], line 1, column 7: Type 'string' is not assignable to type 'number'. (TS2322)\n    const c: number = 'text';\n          ^",
  ],
  // What is thrown, also where the compiler has taken away types and put in what cells need.
  [
    "interface Shape {\n  a: number;\n}\nexport const shape: Shape = { a: 1 };\nthrow new RangeError('top');",
    'RangeError',
    /^top$/,
    'RangeError: top\n    at cell [N], line 5, column 7',
  ],
  [
    "type T = { a: number };\nconst inner = (x: T) => {\n  if (x.a) {\n    throw new TypeError('deep');\n  }\n};\nfunction outer() {\n  inner({ a: 1 });\n}\nouter();",
    'TypeError',
    /^deep$/,
    'TypeError: deep\n    at inner (cell [N], line 4, column 11)\n    at outer (cell [N], line 8, column 3)\n    at cell [N], line 10, column 1',
  ],
  [
    "await null;\nconst waits = async () => {\n  await null;\n\n  throw new Error('later');\n};\nawait waits();",
    'Error',
    /^later$/,
    'Error: later\n    at waits (cell [N], line 5, column 9)\n    at async cell [N], line 7, column 1',
  ],
  // In code of a file, and in one of the notebook's own folder.
  [
    "import { thrower } from '../lib/thrower';\nthrower(3);",
    'RangeError',
    /^3 is too few$/,
    'RangeError: 3 is too few\n    at thrower (../lib/thrower.ts:4:9)\n    at cell [N], line 2, column 8',
  ],
  [
    "import { near } from './near';\n\nnear();",
    'TypeError',
    /^near$/,
    'TypeError: near\n    at near (./near.ts:3:9)\n    at cell [N], line 3, column 5',
  ],
  // What is no error; one with a cause; one that Node throws.
  ["throw 'only words';", 'Thrown', /^only words$/, 'Thrown: only words'],
  ['throw { code: 5 };', 'Thrown', /^\{ code: 5 \}$/, 'Thrown: { code: 5 }'],
  [
    "throw new Error('outer', { cause: new TypeError('inner') });",
    'Error',
    /^outer$/,
    'Error: outer\n    at cell [N], line 1, column 7 {\n  [cause]: TypeError: inner\n      at cell [N], line 1, column 35\n}',
  ],
  ["JSON.parse('{');", 'SyntaxError', /JSON/, 'SyntaxError'],
  [
    '%nonsense inline',
    'UnknownMagic',
    /^there is no %nonsense here \(line 1\)\. There are %time, %%time, %help and !command\.$/,
    'UnknownMagic: there is no %nonsense',
  ],
  ['!exit 3', 'CommandFailed', /^!exit 3: ended with exit status 3$/, 'CommandFailed'],
  [
    '/** @module broken */\nexport const broken: string = 5;',
    'CompileError',
    /not assignable/,
    'broken.ts:2:14: Type',
  ],
];

it('a failure is an error message with the lines of the cell', { timeout: 1_800_000 }, async () => {
  const answers = await speak(
    failing.map(([code]) => code),
    { folder: path.join(folder, 'notebooks') },
  );
  for (const [i, [code, ename, evalue, traceback]] of failing.entries()) {
    const told = failure(answers[i])!;
    const words = traceback.replaceAll('[N]', `[${i + 1}]`);
    expect([code, told?.ename]).toEqual([code, ename]);
    expect(told.evalue).toMatch(evalue);
    expect(told.traceback.join('\n').slice(0, words.length)).toBe(words);
    expect(told.traceback.join('\n')).not.toMatch(/tslab|node:vm|packages.book.kernel/);
    expect(answers[i].reply).toMatchObject({ status: 'error', ename, execution_count: i + 1 });
    expect(printed(answers[i])).toBe('');
  }
});

it('magics, commands, output of child processes, names and packages', { timeout: 1_800_000 }, async () => {
  const here = path.join(folder, 'packages');
  const put = async (name: string, files: Record<string, string>): Promise<void> => {
    for (const [file, text] of Object.entries(files)) {
      const to = path.join(here, 'node_modules', name, file);
      await mkdir(path.dirname(to), { recursive: true });
      await writeFile(to, text);
    }
  };
  // ES modules alone; one that only `import` may load, one that awaits, one whose types its `exports` name.
  await put('only-import', {
    'package.json':
      '{ "name": "only-import", "type": "module", "exports": { ".": { "types": "./a.d.ts", "import": "./a.js" } } }',
    'a.js': 'export default function twice(x) { return 2 * x; } export const three = 3;',
    'a.d.ts': 'export default function twice(x: number): number; export declare const three: number;',
  });
  await put('awaits', {
    'package.json': '{ "name": "awaits", "type": "module", "main": "a.js", "types": "a.d.ts" }',
    'a.js': 'export const value = await Promise.resolve(7);',
    'a.d.ts': 'export declare const value: number;',
  });
  await put('parts', {
    'package.json':
      '{ "name": "parts", "type": "module", "exports": { "./one": { "types": "./types/one.d.ts", "default": "./lib/one.js" } } }',
    'lib/one.js': 'export const one = 1;',
    'types/one.d.ts': 'export declare const one: 1;',
  });
  const cells: readonly (readonly [code: string, printed: string | RegExp, value?: string])[] = [
    [
      '%time const slow = await new Promise<number>((done) => setTimeout(done, 30, 5))\nslow',
      /^Time: [\d.]+ m?s \(processor: [\d.]+ m?s\)\n$/,
      '5',
    ],
    ['%%time\nconst t = slow + 1;\nt', /^Time: /, '6'],
    ['const u = 1;\n%time u + t', /^Time: /, '7'],
    ['%help', /%time STATEMENT[^]*!COMMAND[^]*Shift-Tab/],
    ['!echo said; echo complained >&2\n!printf "%s" `pwd`\nu', /^said\ncomplained\n\/.*packages$/, '1'],
    ['const ready = false;\n!ready', '', 'true'],
    ['const text = `\n!not a command\n%time neither\n`;\ntext.length', '', '30'],
    ['/*\n%time\n*/\n5 \n% 3', '', '2'],
    [
      `import { execSync, spawn, spawnSync, exec } from 'node:child_process';
execSync('echo sync; echo wrong >&2', { stdio: 'inherit' });
spawnSync('echo', ['spawned'], { stdio: ['ignore', 'inherit', 'inherit'] });
await new Promise((done) => spawn('echo', ['streamed'], { stdio: 'inherit' }).on('close', done));
await new Promise((done) => exec('echo heard', (error, out) => done(console.log(out.trim()))));`,
      /^wrong\nsync\nspawned\nstreamed\nheard\n$|^sync\nwrong\nspawned\nstreamed\nheard\n$/,
    ],
    ['await new Promise<void>((done) => process.stdout.write("called back", () => done()))', 'called back'],
    [
      "import twice, { three } from 'only-import';\nimport { value } from 'awaits';\nimport { one } from 'parts/one';\nconst exact: 1 = one; [twice(three), value, exact]",
      '',
      '[ 6, 7, 1 ]',
    ],
    [
      "const all = await import('only-import'); const { value: again } = await import('awaits'); [all.three, all.default(1), again]",
      '',
      '[ 3, 2, 7 ]',
    ],
    [
      "const join = (await import('node:path')).join; ({ join: join('a', 'b'), u, t })",
      '',
      "{ join: 'a/b', u: 1, t: 6 }",
    ],
    ['const u = "declared again"; u', '', "'declared again'"],
  ];
  const answers = await speak(
    cells.map(([code]) => code),
    { folder: here },
  );
  for (const [i, [code, said, value]] of cells.entries()) {
    expect([code, failure(answers[i]), answers[i].reply.status]).toEqual([code, undefined, 'ok']);
    if (typeof said === 'string') expect([code, printed(answers[i])]).toEqual([code, said]);
    else expect(printed(answers[i])).toMatch(said);
    expect([code, result(answers[i])?.['text/plain']]).toEqual([code, value]);
  }
});

it('a traceback has colours: what went wrong, where, and what of the line is meant; the value has none', () => {
  const { failureOf, CompileError } = createRequire(__filename)('../../packages/book/kernel/failure.js') as {
    failureOf: (thrown: unknown) => { evalue: string; traceback: string[] };
    CompileError: new (diagnostics: object[], source: string, cell: string) => Error;
  };
  const error = new TypeError('at no time (ever)');
  error.stack = [
    'TypeError: at no time (ever)',
    '    at async Object.f (../src/a b.ts:31:9)',
    '    at cell [4], line 7, column 1',
    '    at new Promise (<anonymous>)',
    'what follows: 3',
  ].join('\n');
  const { evalue, traceback } = failureOf(error);
  expect(evalue).toBe('at no time (ever)');
  expect(traceback).toEqual([
    '\x1b[31mTypeError\x1b[39m: at no time (ever)',
    '    at async Object.f (\x1b[32m../src/a b.ts:31:9\x1b[39m)',
    '    at \x1b[32mcell [4], line 7, column 1\x1b[39m',
    '    at new Promise (<anonymous>)',
    'what follows: 3',
  ]);
  const place = { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } };
  const broken = new CompileError([{ ...place, messageText: 'No.', code: 7 }], 'ab c', 'cell [1]');
  expect(failureOf(broken).traceback).toEqual([
    '\x1b[32mcell [1], line 1, column 1\x1b[39m: No. (TS7)',
    '    ab c',
    '\x1b[31m    ^^\x1b[39m',
  ]);
});
