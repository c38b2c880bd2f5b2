import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onKernel } from '../kernel/on-kernel';
import { drawnWeight, graphConv, placeholder, writeGraphModel } from '../networks/import/tfjs-models';
import { diagnostics } from './diagnostics';
import { copyCheckout, installTarball, marksOf, npmPack, startNode } from './tarballs';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-pack-root-'));
const checkout = path.join(folder, 'checkout');
const tarballs = path.join(folder, 'tarballs');
const app = path.join(folder, 'app');
const read = (...parts: string[]): string => readFileSync(path.join(...parts), 'utf8');
let place = '';
let installed = new Map<string, string>();
let before = new Map<string, string>();

/** What packing may not change. npm's modules are links to this checkout's. */
const tree = (): Map<string, string> => marksOf(checkout, ['node_modules', '.ddr']);

beforeAll(async () => {
  copyCheckout(checkout);
  mkdirSync(tarballs);
  mkdirSync(app);
  before = tree();
  const { status, stderr } = npmPack(checkout, '--pack-destination', tarballs);
  expect(stderr).not.toContain('npm error');
  expect(status).toBe(0);
  writeFileSync(path.join(app, 'package.json'), '{ "name": "app", "private": true }\n');
  place = await installTarball('ddr-lab', app, tarballs);
  installed = marksOf(place);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the checkout', () => {
  it('is as it was after packing', () => expect(tree()).toEqual(before));

  it('is as it was where the tarball cannot be written: npm then calls no postpack', async () => {
    const { status } = npmPack(checkout, '-w', 'packages/base', '--pack-destination', '/proc/nowhere');
    expect(status).not.toBe(0);
    for (let i = 0; i < 100 && existsSync(path.join(checkout, '.ddr/pack')); i++) await sleep(100);
    expect(tree()).toEqual(before);
  });

  it('is as it was where it does not compile', () => {
    const file = path.join(checkout, 'packages/base/errors.ts');
    const text = readFileSync(file);
    writeFileSync(file, 'export const = 1;');
    const broken = tree();
    const { status, stderr } = npmPack(checkout, '-w', 'packages/base', '--pack-destination', tarballs);
    expect(status).not.toBe(0);
    expect(stderr).toContain('errors.ts:1:13');
    expect(tree()).toEqual(broken);
    writeFileSync(file, text);
  });
});

describe('the tarball', () => {
  it('has compiled code, what that reads, and weights; no tests, notebooks, figures or TypeScript', () => {
    const files = [...installed].filter(([, mark]) => mark !== 'folder').map(([file]) => file);
    for (const needed of [
      'README.md',
      'LICENSE',
      'checkpoints/evolution/srresnet-wgr-short/0000016.safetensors',
      'dist/src/index.d.ts',
      'dist/packages/book/execute.py',
      'dist/src/reports/page.css',
      'dist/packages/tsne/kernels.wasm',
      'dist/environment/jupyter.mjs',
    ]) {
      expect(files).toContain(needed);
    }
    const strange = /(?<!\.d)\.m?ts$|\.ipynb$|\.svg$|(^|\/)(tests|notebooks|benchmarks|assembly)\/|^figures/;
    expect(files.filter((file) => strange.test(file))).toEqual([]);
  });

  it('names nothing that is not in it, or among what it needs', () => {
    const { dependencies } = JSON.parse(read(place, 'package.json')) as { dependencies: object };
    const foreign = new Set<string>();
    for (const file of installed.keys()) {
      if (!/^dist\/.*\.(js|mjs|d\.ts)$/.test(file)) continue;
      const text = read(place, file).replace(/^\s*(\/\/|\/?\*).*$/gm, '');
      for (const [, name] of text.matchAll(/(?:\bfrom |\bimport\(|\brequire\()['"]([^'"\n]+)['"]/g)) {
        if (name.startsWith('.')) {
          const target = path.join(place, path.dirname(file), name);
          const found = ['', '.js', '.d.ts'].some((end) => existsSync(`${target}${end}`));
          expect([file, name, found]).toEqual([file, name, true]);
        } else if (/^(?!node:)(@[\w.-]+\/)?[\w.-]+(\/\S*)?$/.test(name))
          foreign.add(/^(@[^/]+\/)?[^/]+/.exec(name)![0]);
      }
    }
    expect([...foreign].filter((name) => !(name in dependencies))).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => name.startsWith('@ddr-lab/'))).toEqual([]);
  });
});

describe('the explorer', () => {
  it('is written from what is installed, its scripts bundled from compiled code', () => {
    const words = '--weights derain-4 --images scenes --count 12 --degradations clean,noise20 --layers RB1';
    const more = '--no-tsne --no-training --out page.html';
    const ddr = path.join(place, 'dist/bin/ddr.js');
    const { status, stderr } = startNode([ddr, 'explore', ...`${words} ${more}`.split(' ')], app);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const page = read(app, 'page.html');
    expect(page).toContain('content="ddr-lab explorer"');
    expect(page.match(/<script[^>]*>[^]{1000}/g)!.length).toBe(5);
  });
});

describe('loading', () => {
  /** What lies in `require.cache` after some code, from `node_modules` on. */
  function loaded(code: string): string[] {
    const print = 'process.stdout.write(JSON.stringify(Object.keys(require.cache)))';
    const { stdout, stderr } = startNode(['-e', `${code}; ${print}`], app);
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as string[]).map((file) => /node_modules\/(.*)$/.exec(file)![1]);
  }

  it('the root alone loads one file; the first use of a name loads what that needs', () => {
    expect(loaded("require('ddr-lab')")).toEqual(['ddr-lab/dist/src/index.js']);
    const psnr = loaded("require('ddr-lab').psnr");
    expect(psnr).toContain('ddr-lab/dist/src/metrics/psnr.js');
    expect(psnr.filter((file) => /charts|training|sharp|plotly|playwright/.test(file))).toEqual([]);
  });

  it('tap loads no charts, no training, no image decoder and no Chromium', () => {
    const files = loaded("require('ddr-lab/features/tap').tap");
    expect(files).toContain('ddr-lab/dist/src/features/tap.js');
    const needless = /charts|training|methods|studies|sharp|plotly|playwright|chromium|notebook|runner/;
    expect(files.filter((file) => needless.test(file))).toEqual([]);
  });

  it('every name of the index is there, for both kinds of modules', () => {
    const names = [...read(checkout, 'src/index.ts').matchAll(/export \{([^}]*)\}/g)]
      .flatMap(([, list]) => list.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '));
    expect(names.length).toBeGreaterThan(30);
    writeFileSync(
      path.join(app, 'names.mjs'),
      `import * as all from 'ddr-lab';
import { createRequire } from 'node:module';
const required = createRequire(import.meta.url)('ddr-lab');
console.log(JSON.stringify(Object.keys(required).map((name) => [name, typeof required[name], all[name] === required[name]])));`,
    );
    const { stdout, stderr } = startNode(['names.mjs'], app);
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as [string, string, boolean][];
    expect(found.map(([name]) => name).sort()).toEqual([...new Set(names)].sort());
    expect(found.filter(([, type, same]) => type === 'undefined' || !same)).toEqual([]);
  });

  it('ddr-lab/charts draws as the index does; a room and a study load nothing until a name is used', () => {
    const code = `const all = require('ddr-lab'); const charts = require('ddr-lab/charts');
      console.log(JSON.stringify(Object.keys(charts).filter((name) => charts[name] === all[name])))`;
    const names = JSON.parse(startNode(['-e', code], app).stdout) as string[];
    expect(names).toEqual(expect.arrayContaining(['bars', 'clustersFigure', 'lines', 'scatterGrid']));
    for (const place of ['analysis', 'features', 'studies/applications']) {
      expect(loaded(`require('ddr-lab/${place}')`)).toEqual([`ddr-lab/dist/src/${place}/index.js`]);
    }
    const tap = loaded("require('ddr-lab/features').tap");
    expect(tap.filter((file) => /charts|training|methods|studies|sharp|plotly/.test(file))).toEqual([]);
  });

  it('what serves the command alone cannot be imported', () => {
    const { stderr } = startNode(['-e', "require('ddr-lab/runner/run')"], app);
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

/** The cells of the README's tour, with the network that ships where the one it names is being trained, and fewer images. */
function tour(): string[] {
  const [, section] = /\n## Five minutes[^\n]*\n([^]*?)\n## /.exec(read(checkout, 'README.md'))!;
  const cells = [...section.matchAll(/```ts\n([^]*?)```/g)].map(([, cell]) => cell);
  expect(cells.length).toBe(5);
  const replaced = (text: string, from: RegExp, to: string): string => {
    expect(text).toMatch(from);
    return text.replace(from, to);
  };
  const [, name] = /checkpoint\('([^']+)'\)/.exec(cells[3])!;
  const ships = existsSync(path.join(checkout, `checkpoints/${name}.safetensors`));
  cells[0] = replaced(cells[0], /'\.\.\/src\/index'/g, "'ddr-lab'");
  cells[1] = replaced(cells[1], /count: 100/, 'count: 16');
  cells[3] = replaced(cells[3], /runs: 3/, 'runs: 1');
  cells[3] = replaced(cells[3], /checkpoint\('[^']+'\)/, `checkpoint('${ships ? name : `${name}-short`}')`);
  return cells;
}

/** The cells as one TypeScript file. */
const tourFile = (): string => {
  const [imports, ...rest] = tour().join('\n').split('openNotebook();');
  return `${imports}\nasync function main(): Promise<void> {\nopenNotebook();${rest.join('')}
console.log(JSON.stringify(results.map(({ layer, chi }) => [layer, chi])));\n}\nvoid main();\n`;
};

describe("the README's five cells", () => {
  const printed: string[] = [];

  it.each([
    ['CommonJS', 'tour.cjs', ts.ModuleKind.CommonJS, {}],
    // Computed anew, not taken from what the first left.
    ['an ES module', 'tour.mjs', ts.ModuleKind.ESNext, { DDR_CACHE: 'off' }],
  ])('run in plain Node, as %s', (_, file, module, more) => {
    const target = ts.ScriptTarget.ES2022;
    writeFileSync(
      path.join(app, file),
      ts.transpileModule(tourFile(), { compilerOptions: { module, target } }).outputText,
    );
    const { status, stdout, stderr } = startNode([file], app, more);
    expect([
      status,
      stderr.replace(/^(16 patches of each degradation are few|SRResNet-wGR: 9 of 9).*$/gm, '').trim(),
    ]).toEqual([0, '']);
    const rows = stdout.trim().split('\n').at(-1)!;
    expect((JSON.parse(rows) as [string, unknown][]).map(([layer]) => layer)).toEqual(['RB1', 'RB16']);
    printed.push(rows);
    // The figure, its data and the cache are the app's.
    expect(existsSync(path.join(app, '.ddr/cache'))).toBe(true);
    expect(existsSync(path.join(app, '.ddr/figures/my-first.json'))).toBe(true);
  });

  it('give the same both times', () => expect(printed[0]).toBe(printed[1]));

  it.each([
    [
      'node10',
      'tour.ts',
      { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
    ],
    ['node16', 'tour.ts', { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
    [
      'node16, ESM',
      'esm.mts',
      { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
    ],
    [
      'bundler',
      'tour.ts',
      { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    ],
  ])('compile with moduleResolution %s, sub-paths too', (_, name, options) => {
    const more = `${tourFile()}
import { tap } from 'ddr-lab/features/tap';
import { chiFigure } from 'ddr-lab/charts/clusters';
import { lines, type Figure, type FigureOptions } from 'ddr-lab/charts';
import { camerasFigure } from 'ddr-lab/studies/cameras';
import { checkDepth } from 'ddr-lab/studies/depth';
import { checkBlind } from 'ddr-lab/studies/applications/claims';
import { clusterScores } from 'ddr-lab/metrics/clusters';
import { train } from 'ddr-lab/methods';
import { srresnet } from 'ddr-lab/networks/architectures/srresnet/network';
import { degrade } from 'ddr-lab/degradations';
import { bars } from 'ddr-lab/packages/charts/bars';
export const all = [tap, chiFigure, checkDepth, checkBlind, clusterScores, train, srresnet, degrade, bars, camerasFigure];
export const drawn = (options: FigureOptions): Figure =>
  lines({ ...options, name: 'a', x: [1], series: [], valueTitle: '' });
`;
    const wrong = `${more}\nexport const words: string = degrade(1, 2);\n`;
    const [ofRight, ofWrong] = diagnostics(app, { [name]: more, [`wrong-${name}`]: wrong }, options);
    expect(ofRight).toEqual([]);
    expect(ofWrong.sort()).toEqual([
      expect.stringContaining("Argument of type 'number' is not assignable to parameter of type 'Image'"),
      expect.stringContaining("'Promise<Image>' is not assignable to type 'string'"),
    ]);
  });

  it("run in the project's kernel, where figures appear in the notebook", async () => {
    const [imports, images, sets] = tour();
    const cells = [
      imports,
      images,
      sets,
      'console.log(lr.length, Object.keys(sets).length > 0); table([{ a: 1 }]);',
    ];
    const { alive, results } = await onKernel(cells, { folder: app, environment: { DDR_CACHE: 'off' } });
    expect(results.map(({ status, text }) => [status, status === 'ok' ? '' : text])).toEqual(
      cells.map(() => ['ok', '']),
    );
    expect(alive).toBe(true);
    expect(results[0].shown.join()).toContain('Charts: Plotly');
    expect(results[3].text).toContain('16 true');
    expect(results[3].shown.length).toBe(1);
  });
});

describe('the command', () => {
  const ddr = (...words: string[]): ReturnType<typeof startNode> =>
    startNode([path.join(place, 'dist/bin/ddr.js'), ...words], app);

  it('degrades an image, and measures it', () => {
    const draw = `const { drawScene, writeImage } = require('ddr-lab/images'); void writeImage(drawScene({ height: 32, width: 32 }), 'in.png')`;
    expect(startNode(['-e', draw], app)).toMatchObject({ status: 0 });
    expect(ddr('degrade', '--preset', 'blur2', 'in.png', 'out.png')).toMatchObject({ status: 0, stderr: '' });
    const { status, stdout } = ddr('psnr', 'in.png', 'out.png');
    expect(status).toBe(0);
    expect(Number(/[\d.]+/.exec(stdout)?.[0])).toBeGreaterThan(15);
  });

  it('runs a tfjs model in a process apart, which is compiled too', () => {
    const nodes = [placeholder('image', [-1, -1, -1, 3]), graphConv('first', 'image', 'k')];
    const net = writeGraphModel(path.join(app, 'net'), nodes, [drawnWeight('k', [3, 3, 3, 3], 1)]);
    mkdirSync(path.join(app, 'photos'));
    cpSync(path.join(app, 'in.png'), path.join(app, 'photos/in.png'));
    const { status, stderr } = ddr(
      ...['tap', '--weights', net, '--layers', 'first', '--images', 'photos', 'features.npz'],
    );
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    expect(existsSync(path.join(app, 'features.npz'))).toBe(true);
  });
});

it('DDR_HOME names the folder that is written to', () => {
  const home = path.join(folder, 'home');
  const code =
    "console.log(require(require('node:path').resolve('node_modules/ddr-lab/dist/packages/base/project')).projectRoot)";
  expect(startNode(['-e', code], app, { DDR_HOME: home }).stdout.trim()).toBe(home);
  expect(startNode(['-e', code], app).stdout.trim()).toBe(app);
});

it('through all of this, nothing was written below the package', () => {
  expect(marksOf(place)).toEqual(installed);
});
