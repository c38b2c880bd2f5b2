// All checks, one after the other: `npm test` and continuous integration run this. A step that fails does not
// keep the others from running; the last line counts them, and the exit status is 1 if any failed.
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

const steps = [
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
  { name: 'unit tests', args: [script('vitest', 'vitest.mjs'), 'run'] },
  {
    name: "conformance with tfjs's own tests",
    args: [script('tsx', 'dist', 'cli.mjs'), path.join(ROOT, 'tests', 'conformance', 'run.ts')],
  },
  {
    name: 'notebooks, on the embedded images',
    // A claim whose verdict is worse than the committed one (notebooks/claims.json) fails.
    args: [path.join(ROOT, 'bin', 'ddr.js'), 'run', '--check', '--out', out],
    // Set but empty: there is no real data, wherever this machine may have some.
    // The figures are not this folder's either: those are the last run's that a reader asked for.
    env: { DDR_DATA: '', DDR_FIGURES: path.join(out, 'figures') },
  },
];

let child;
let interrupted;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = signal;
    child?.kill(signal);
  });
}

/** Runs one step with its output shown; true where it ended with status 0. */
function passes({ args, env }) {
  return new Promise((resolve) => {
    child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

const results = [];
for (const step of steps) {
  if (interrupted) break;
  say(`\n== ${step.name}`);
  const started = Date.now();
  const passed = await passes(step);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (!interrupted) results.push({ ...step, passed, seconds });
  say(`== ${step.name}: ${interrupted ? 'interrupted' : passed ? 'passed' : 'FAILED'} after ${seconds} s`);
}
rmSync(out, { recursive: true, force: true });

const failed = results.filter(({ passed }) => !passed);
if (failed.length > 0) say(`\nFailed: ${failed.map(({ name }) => name).join(', ')}`);
say(`\n${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = interrupted ? 128 + constants.signals[interrupted] : failed.length > 0 ? 1 : 0;
