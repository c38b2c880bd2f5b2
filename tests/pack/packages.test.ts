import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnostics } from './diagnostics';
import { copyCheckout, installTarball, link, marksOf, npmPack, startNode } from './tarballs';

const project = path.join(__dirname, '../..');
const names = readdirSync(path.join(project, 'packages')).sort();
/** Packed and used alone. The others are packed in the same way, and take as long. */
const alone = ['base', 'charts', 'engine', 'graphs', 'tsne'];
const folder = mkdtempSync(path.join(tmpdir(), 'ddr-pack-packages-'));
const checkout = path.join(folder, 'checkout');
const tarballs = path.join(folder, 'tarballs');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  copyCheckout(checkout);
  mkdirSync(tarballs);
  const before = marksOf(checkout, ['node_modules', 'checkpoints', '.ddr']);
  const { status, stderr } = npmPack(
    checkout,
    ...alone.flatMap((name) => ['-w', `packages/${name}`]),
    '--pack-destination',
    tarballs,
  );
  expect(stderr).not.toContain('npm error');
  expect(status).toBe(0);
  expect(marksOf(checkout, ['node_modules', 'checkpoints', '.ddr'])).toEqual(before);
});

/** A project that has one package, and nothing else than it needs. */
async function appWith(name: string): Promise<{ app: string; place: string }> {
  const app = path.join(folder, `app-${name}`);
  mkdirSync(app, { recursive: true });
  writeFileSync(path.join(app, 'package.json'), '{ "name": "app", "private": true }\n');
  return { app, place: await installTarball(`@ddr-lab/${name}`, app, tarballs) };
}

/** The README's example, and what it says that this prints. */
function exampleOf(readme: string): { code: string; printed: string } {
  const [, code] = /```js\n([^]*?)```/.exec(readme)!;
  const [, printed] = /```text\n([^]*?)```/.exec(readme)!;
  return { code, printed };
}

describe.each(names.filter((name) => !alone.includes(name)))('@ddr-lab/%s, in the checkout', (name) => {
  it("runs its README's example", () => {
    const { code, printed } = exampleOf(
      readFileSync(path.join(project, 'packages', name, 'README.md'), 'utf8'),
    );
    // Beside the project's packages, which it asks for by name.
    const place = mkdtempSync(path.join(folder, `${name}-`));
    symlinkSync(path.join(project, 'node_modules'), path.join(place, 'node_modules'));
    writeFileSync(path.join(place, 'example.cjs'), code);
    const { status, stdout, stderr } = startNode(['-r', 'tsx/cjs', 'example.cjs'], place);
    expect([status, stderr, stdout]).toEqual([0, '', printed]);
  });
});

describe.each(alone)('@ddr-lab/%s, alone', (name) => {
  it("runs its README's example, as CommonJS and as an ES module, and writes nothing into itself", async () => {
    const { app, place } = await appWith(name);
    const before = marksOf(place);
    const { code, printed } = exampleOf(readFileSync(path.join(place, 'README.md'), 'utf8'));
    writeFileSync(path.join(app, 'example.js'), code);
    // The same with named imports.
    const asModule = code.replace(
      /^const (\{[^}]*\}|\w+) = require\(('[^']+')\);$/gm,
      (_, what: string, from) =>
        what.startsWith('{') ? `import ${what} from ${from};` : `import * as ${what} from ${from};`,
    );
    expect(asModule).not.toContain('require(');
    writeFileSync(path.join(app, 'example.mjs'), asModule);
    for (const file of ['example.js', 'example.mjs']) {
      const { status, stdout, stderr } = startNode([file], app);
      expect([file, status, stderr]).toEqual([file, 0, '']);
      expect([file, stdout]).toEqual([file, printed]);
    }
    expect(marksOf(place)).toEqual(before);
  });

  it('is compiled: JavaScript, declarations and what these read, under the exported names alone', async () => {
    const { app, place } = await appWith(name);
    const files = [...marksOf(place)].filter(([, mark]) => mark !== 'folder').map(([file]) => file);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'package.json', 'dist/LICENSE']));
    expect(files.filter((file) => /(?<!\.d)\.ts$|assembly|test/.test(file))).toEqual([]);
    const manifest = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8')) as {
      version: string;
      dependencies: Record<string, string>;
      scripts?: unknown;
    };
    expect(manifest.scripts).toBeUndefined();
    if (name !== 'base') expect(manifest.dependencies['@ddr-lab/base']).toBe(manifest.version);
    // A file that is there cannot be had by where it lies.
    const inner = files.find((file) => file.startsWith(`dist/packages/${name}/`) && file.endsWith('.js'))!;
    const { status, stderr } = startNode(['-e', `require('@ddr-lab/${name}/${inner}')`], app);
    expect([status, /code: '(\w+)'/.exec(stderr)?.[1]]).toEqual([1, 'MODULE_NOT_FOUND']);
  });
});

/** A TypeScript file that uses three packages, and one that uses them wrongly. */
const right = `
import { bars } from '@ddr-lab/charts/bars';
import type { Figure } from '@ddr-lab/charts/figure';
import { useBackend } from '@ddr-lab/engine/backend';
import { checkSettings, type TsneSettings } from '@ddr-lab/tsne/settings';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
const X: Matrix<Float64Array> = createMatrix(1, 1, new Float64Array(1));
export const settings: TsneSettings = checkSettings(X, { perplexity: 5 });
export const figure: Figure = bars({ name: 'a', categories: [], series: [], valueTitle: '' });
export const choice: Promise<string> = useBackend().then(({ name }) => name);
`;
const wrong = `${right}
export const no: number = checkSettings(X, { perplexity: 'five' }).method;
`;

describe.each([
  ['node10', { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 }],
  ['node16', { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
  ['bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
])('TypeScript with moduleResolution %s', (_, options) => {
  it('finds the types of packages, and uses them', async () => {
    const app = path.join(folder, 'app-types');
    mkdirSync(app, { recursive: true });
    for (const name of ['charts', 'engine', 'tsne']) await installTarball(`@ddr-lab/${name}`, app, tarballs);
    link('@types/node', app);
    const [ofRight, ofWrong] = diagnostics(app, { 'right.ts': right, 'wrong.ts': wrong }, options);
    expect(ofRight).toEqual([]);
    expect(ofWrong.sort()).toEqual([
      expect.stringContaining("Type 'string' is not assignable to type 'number'"),
      expect.stringContaining("Type 'string' is not assignable to type 'number'"),
    ]);
  });
});
