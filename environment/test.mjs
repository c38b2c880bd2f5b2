// All checks: `npm test` and continuous integration run this. A step that fails does not keep the others from
// running; the last line counts them, and the exit status is 1 if any failed. Steps that keep one core busy run two
// at a time, their output shown when they end; those that share their work out among the cores then run alone.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ROOT } from './files.mjs';
import { say } from './say.mjs';
import { ownedFolder } from './temporary.js';

const out = ownedFolder(tmpdir(), 'ddr-lab-test-');
const script = (...parts) => path.join(ROOT, 'node_modules', ...parts);

const oneCore = [
  { name: 'lint', args: [script('eslint', 'bin', 'eslint.js'), '.'] },
  {
    name: 'format',
    args: [script('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
  {
    // What may import what: .dependency-cruiser.cjs.
    name: 'import rules',
    args: [
      script('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      'src',
      'packages',
      'bin',
      '--config',
    ],
  },
  {
    // Files and exports that nobody uses, packages that nobody needs: knip.json.
    name: 'dead code',
    args: [
      script('knip', 'bin', 'knip.js'),
      '--no-progress',
      '--include',
      'files,exports,types,dependencies',
    ],
  },
  {
    // No public name without a docstring: typedoc.json.
    name: 'docstrings',
    args: [script('typedoc', 'bin', 'typedoc'), '--emit', 'none', '--logLevel', 'Warn'],
  },
  { name: 'types', args: [script('typescript', 'bin', 'tsc'), '--noEmit'] },
  {
    // What runs in browsers knows the page, and nothing of Node.
    name: "types of the explorer's page",
    args: [script('typescript', 'bin', 'tsc'), '--noEmit', '-p', path.join('src', 'explorer', 'page')],
  },
  {
    name: "conformance with tfjs's own tests",
    args: [script('tsx', 'dist', 'cli.mjs'), path.join(ROOT, 'tests', 'conformance', 'run.ts')],
  },
];
const allCores = [
  { name: 'unit tests', args: [script('vitest', 'vitest.mjs'), 'run'] },
  {
    name: 'notebooks, on the embedded images',
    // A claim whose verdict is worse than the committed one (notebooks/claims.json) fails.
    args: [path.join(ROOT, 'bin', 'ddr.js'), 'run', '--check', '--out', out],
    // Set but empty: there is no real data, wherever this machine may have some.
    // The figures are not this folder's either: those are the last run's that a reader asked for.
    env: { DDR_DATA: '', DDR_FIGURES: path.join(out, 'figures') },
  },
];

const children = new Set();
let interrupted;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = signal;
    for (const child of children) child.kill(signal);
  });
}

/** Runs one step; whether it ended with status 0, and its output where that is not shown as it comes. */
function run({ args, env }, shown) {
  return new Promise((resolve) => {
    const stdio = shown ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio });
    children.add(child);
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => output.push(data));
    const end = (passed) => {
      children.delete(child);
      resolve({ passed, output: Buffer.concat(output) });
    };
    child.on('error', () => end(false));
    child.on('close', (code) => end(code === 0));
  });
}

const results = new Map();
/** Runs steps, as many at a time. */
async function runAll(steps, atOnce) {
  const waiting = [...steps];
  const work = async () => {
    for (let step = waiting.shift(); step && !interrupted; step = waiting.shift()) {
      const shown = atOnce === 1;
      if (shown) say(`\n== ${step.name}`);
      const started = Date.now();
      const { passed, output } = await run(step, shown);
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      if (!interrupted) results.set(step, passed);
      if (!shown) {
        say(`\n== ${step.name}`);
        process.stdout.write(output);
      }
      say(
        `== ${step.name}: ${interrupted ? 'interrupted' : passed ? 'passed' : 'FAILED'} after ${seconds} s`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

await runAll(oneCore, 2);
await runAll(allCores, 1);
rmSync(out, { recursive: true, force: true });

const failed = [...oneCore, ...allCores].filter((step) => results.get(step) === false);
if (failed.length > 0) say(`\nFailed: ${failed.map(({ name }) => name).join(', ')}`);
say(`\n${results.size - failed.length} passed, ${failed.length} failed`);
process.exitCode = interrupted ? 128 + constants.signals[interrupted] : failed.length > 0 ? 1 : 0;
