import { execFile, type ExecFileOptions } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { writeImage } from '@ddr-lab/images/io';
import { writeSafetensors } from '@ddr-lab/weights/safetensors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

// What a how-to tells a reader to paste is pasted here, into a copy of the project, and run.
const PROJECT = path.join(__dirname, '..', '..');
const LONG = 1_800_000;
let copy = '';

interface Block {
  readonly language: string;
  readonly text: string;
}

async function blocksOf(name: string): Promise<Block[]> {
  const file = name === 'README' ? 'README.md' : path.join('docs', 'how-to', `${name}.md`);
  const text = await readFile(path.join(PROJECT, file), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, block]) => ({
    language,
    text: block,
  }));
}

/** `// FILE` begins a new file, `// FILE, after: LINE` something to put in after that line, `in place of:` in its place. */
async function place({ text }: Block): Promise<boolean> {
  const [, name, how, line] =
    /^\/\/ ((?:src|packages)\/\S+\.ts)(?:, (after|in place of): *(.+))?\n/.exec(text) ?? [];
  if (name === undefined) return false;
  const file = path.join(copy, name);
  const body = text.slice(text.indexOf('\n') + 1);
  if (line === undefined) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, body);
    return true;
  }
  const lines = (await readFile(file, 'utf8')).split('\n');
  const at = lines.findIndex((one) => one.trim() === line.trim());
  expect(at, `${name} has no line ${line}`).toBeGreaterThanOrEqual(0);
  if (how === 'after') lines.splice(at + 1, 0, body.trimEnd());
  else lines.splice(at, 1, body.trimEnd());
  await writeFile(file, lines.join('\n'));
  return true;
}

// The copy has a cache of its own, in which the command line finds what the notebook computed.
const environment = { ...process.env, DDR_DATA: '', DDR_CHROMIUM: '', DDR_CACHE: '' };
const execute = promisify(execFile);

/** Runs a program. An error has its words, without the frames of its stack, for which vitest would look in its own way. */
async function run(
  file: string,
  words: readonly string[],
  options: ExecFileOptions,
): Promise<{ stdout: string }> {
  try {
    const { stdout } = await execute(file, words, { ...options, encoding: 'utf8' });
    return { stdout };
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(stderr.replace(/^ +at .*$/gm, '').slice(-3000), { cause: error });
  }
}

/** Runs the cells of a how-to as a notebook would, one after the other, in `notebooks/` of the copy. */
async function runCells(name: string): Promise<string> {
  const cells: string[] = [];
  for (const block of await blocksOf(name)) {
    if (block.language === 'ts' && !(await place(block))) cells.push(block.text);
  }
  const code = cells.join('\n');
  const imports = code.match(/^import [^]*?;$/gm) ?? [];
  const rest = imports.reduce((left, one) => left.replace(one, ''), code);
  return runScript(name, imports.join('\n'), rest);
}

/** What an expression is, in the copy. */
const evaluate = (imports: string, expression: string): Promise<string> =>
  runScript('expression', imports, `console.log(${expression});`);

async function runScript(name: string, imports: string, body: string): Promise<string> {
  const script = `${imports}\nasync function cells(): Promise<void> {\n${body}\n}\ncells().catch((error) => {\n  console.error(error);\n  process.exit(1);\n});\n`;
  const file = path.join(copy, 'notebooks', `${name}.ts`);
  await writeFile(file, script);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', file], {
    cwd: path.join(copy, 'notebooks'),
    env: environment,
    maxBuffer: 1e8,
  });
  return stdout;
}

/** Runs the lines of its shell blocks, `npx ddr` being the copy's, and gives what they say. */
async function runCommands(name: string): Promise<string> {
  let said = '';
  const lines = (await blocksOf(name))
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const [npx, ddr, ...args] = line.split(' ');
    expect([npx, ddr]).toEqual(['npx', 'ddr']);
    const { stdout } = await run(process.execPath, [path.join(copy, 'bin', 'ddr.js'), ...args], {
      cwd: path.join(copy, 'notebooks'),
      env: environment,
      maxBuffer: 1e8,
    });
    said += stdout;
  }
  return said;
}

/** Writes the tables in the copy's pages anew from its lists, as `npm run tables` does. */
async function writeTables(): Promise<void> {
  const program = path.join(copy, 'bin', 'tables', 'write.ts');
  await run(process.execPath, ['--import', 'tsx', program], { cwd: copy, env: environment });
}

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'ddr-how-to-'));
  for (const name of ['src', 'packages', 'bin', 'docs', 'environment', 'package.json', 'tsconfig.json']) {
    await cp(path.join(PROJECT, name), path.join(copy, name), { recursive: true });
  }
  await symlink(path.join(PROJECT, 'checkpoints'), path.join(copy, 'checkpoints'));
  // Packages from elsewhere are the project's; its own are the copy's.
  const modules = path.join(copy, 'node_modules');
  await mkdir(path.join(modules, '@ddr-lab'), { recursive: true });
  for (const name of await readdir(path.join(PROJECT, 'node_modules'))) {
    if (name === '@ddr-lab') continue;
    await symlink(path.join(PROJECT, 'node_modules', name), path.join(modules, name));
  }
  for (const name of await readdir(path.join(copy, 'packages'))) {
    await symlink(path.join(copy, 'packages', name), path.join(modules, '@ddr-lab', name));
  }
  const notebooks = path.join(copy, 'notebooks');
  await mkdir(path.join(notebooks, 'photos'), { recursive: true });
  const fixtures = path.join(PROJECT, 'tests', 'fixtures', 'import');
  await copyFile(path.join(fixtures, 'msrresnet-x4.pth'), path.join(notebooks, 'net_g_latest.pth'));
  await copyFile(path.join(fixtures, 'msrresnet-x3.pth'), path.join(notebooks, 'other.pth'));
  for (let index = 0; index < 6; index++) {
    const scene = drawScene({ seed: 3, index, height: 256, width: 256 });
    await writeImage(scene, path.join(notebooks, 'photos', `${index}.png`));
  }
  await copyFile(path.join(notebooks, 'photos', '0.png'), path.join(notebooks, 'in.png'));
  await writeSafetensors(path.join(notebooks, 'three.safetensors'), {
    tensors: threeConvolutions(),
    metadata: {},
  });
}, LONG);
afterAll(() => rm(copy, { recursive: true, force: true }));

/** Weights as PyTorch names and lays them out: outputs x inputs x rows x columns. */
function threeConvolutions(): Map<string, WeightTensor> {
  const random = createRandom(5);
  const tensor = (...shape: number[]): WeightTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.1 * random.normal()),
  });
  return new Map(
    [
      [8, 3, 9],
      [4, 8, 5],
      [3, 4, 5],
    ].flatMap(
      ([outputs, inputs, side], i) =>
        [
          [`conv${i + 1}.weight`, tensor(outputs, inputs, side, side)],
          [`conv${i + 1}.bias`, tensor(outputs)],
        ] as [string, WeightTensor][],
    ),
  );
}

describe('what a how-to says can be pasted and run:', { timeout: LONG }, () => {
  it('add a network and tap it', async () => {
    const said = await runCells('add-a-network');
    expect(said).toContain("[ 'Conv1', 'Conv2', 'Output' ]");
    expect(said).toContain(`40 ${32 * 32 * 4}`);
    expect(said).toContain("'Conv4'");
  });

  it('add a degradation, in a notebook and on the command line', async () => {
    expect(await runCells('add-a-degradation')).toMatch(/RB16\s+\d/);
    expect(await runCommands('add-a-degradation')).toMatch(/hazeN +haze, N percent .* as in haze30/);
  });

  it('add a metric', async () => {
    const said = await runCells('add-a-metric');
    expect(said).toMatch(/psnr +ssim +mae/);
    expect(said).toMatch(/true \[\s*\{\s*name: 'largest-error'/);
    const told = await runCommands('add-a-metric');
    // The command's value, and a column of the report.
    expect(told).toMatch(/^\d+(\.\d+)?\n/);
    expect(told).toContain('bicubic largest error / levels ↓');
  });

  it('analyse my network, in a notebook and on the command line', async () => {
    expect(await runCells('analyse-my-network')).toMatch(/CHI/);
    await runCommands('analyse-my-network');
  });

  it('add a study: its measure, claim and figure, in a notebook and in the library', async () => {
    const said = await runCells('add-a-study');
    expect(said).toContain('The stronger the noise, the further the features move');
    // Three distances in order: a rank correlation of 1.
    expect(said).toMatch(/ 1 \[.*\] +✓ holds/);
    expect(await runCommands('add-a-study')).toMatch(/strength +B1: Does a layer move further/);
  });

  it('add a way of training, and train by it', async () => {
    const said = await runCells('add-a-training-method');
    expect(said).toMatch(/iteration 2: total 0\.\d+, psnr/);
    expect(said).toMatch(/iteration 4: total 0\.\d+, psnr/);
    const known = await evaluate(
      "import { findRecipe } from '../src/methods';\nimport { stepCost } from '../src/methods/estimate';\nimport { prerequisites } from '../src/methods/prerequisites';",
      "[prerequisites(findRecipe('srresnet-student')), await stepCost(findRecipe('srresnet-student'))].join(' ')",
    );
    expect(known).toMatch(/^srresnet-wgr [1-9]\d{6,}\n$/);
  });

  it('add a method of attribution', async () => {
    const said = await runCells('add-an-attribution-method');
    // A map of 32 x 32; each stripe's share is what the target loses by it.
    expect(said).toMatch(/^1024 \d+\.\d+ \d\.\d+$/m);
    expect(await runCommands('add-an-attribution-method')).toMatch(/^\{"di":\d/);
  });

  it('add a set of images', async () => {
    const said = await runCells('add-an-image-set');
    expect(said).toContain('4 0.png');
    expect(said).toContain('mine 2');
    expect(said).toContain("[ 'upright', 'level' ]");
    expect(said).toContain('3 true');
    expect(await runCommands('add-an-image-set')).toMatch(/holiday.*Photographs of a holiday/);
  });

  // Once for all: each how-to has left its lines in the copy's lists.
  it('and what it added has a row in the tables', async () => {
    await writeTables();
    const rows: [string, RegExp][] = [
      ['degradations.md', /^\| `hazeN` .*`haze` .*`percent` 30 /m],
      ['metrics.md', /^\| `largest-error` .*largest difference/m],
      ['studies.md', /^\| \[strength\]/m],
      ['training.md', /^\| `distillation` /m],
      ['attribution.md', /^\| `stripes` .*upright stripe.*`width` 8/m],
      ['data.md', /^\| `holiday\/first` .*`ddr fetch holiday`/m],
    ];
    for (const [page, row] of rows)
      expect(await readFile(path.join(copy, 'docs', page), 'utf8')).toMatch(row);
  });

  it("README's five minutes show what the paper shows", async () => {
    const said = await runCells('README');
    const chi = (layer: string): number =>
      Number(new RegExp(`^${layer} +100 .*? ± .*? ± [\\d.]+ +([\\d.]+) ±`, 'm').exec(said)?.[1]);
    // The bounds of the claims about Sec. 4.3: clear clusters, and none.
    expect(chi('RB16')).toBeGreaterThan(100);
    expect(chi('RB1')).toBeLessThan(5);
    expect(said).toMatch(/^RB16 .* strongly$/m);
  });
});
