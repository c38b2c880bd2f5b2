import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { onPath, run } from './child.mjs';
import { ROOT, readJson, stateFolder, writeJson } from './files.mjs';
import { during, say } from './say.mjs';

const NAME = '@tensorflow/tfjs-node-gpu';
const packageFolder = (root) => path.join(root, 'node_modules', NAME);
const recordOf = (root) => path.join(stateFolder(root), 'gpu.json');

/** How an NVIDIA GPU shows itself here, in words; undefined where none does. */
export function findGpu({
  env = process.env,
  traces = ['/proc/driver/nvidia/version', '/dev/nvidia0'],
} = {}) {
  const trace = traces.find((file) => existsSync(file));
  if (trace) return `NVIDIA GPU, seen at ${trace}`;
  const [smi] = onPath('nvidia-smi', env);
  if (!smi) return undefined;
  const { status, stdout } = spawnSync(smi, ['-L'], { encoding: 'utf8', env, timeout: 5_000 });
  const first =
    status === 0
      ? stdout
          .trim()
          .split('\n')[0]
          .replace(/ \(UUID:.*/, '')
      : '';
  return first === '' ? undefined : first;
}

/**
 * What there is for tfjs-node-gpu: `{ seen, package, library, failure }`, that is how the GPU shows itself,
 * whether the package is installed, whether its native library is there, and how its download failed before.
 */
export function gpuState({ root = ROOT, env = process.env, traces } = {}) {
  return {
    seen: findGpu({ env, traces }),
    package: existsSync(path.join(packageFolder(root), 'package.json')),
    library: hasLibrary(packageFolder(root)),
    failure: readJson(recordOf(root)),
  };
}

/** Whether there is a GPU here whose library is still to be had. */
export function gpuWanted({ root = ROOT, env = process.env, retry = false, traces } = {}) {
  const folder = packageFolder(root);
  if (!existsSync(path.join(folder, 'package.json')) || hasLibrary(folder)) return false;
  if (!retry && readJson(recordOf(root))) return false;
  return findGpu({ env, traces }) !== undefined;
}

/** Both halves: TensorFlow's shared library, and the binding to Node in `lib/napi-v8` or another version. */
function hasLibrary(folder) {
  if (!existsSync(path.join(folder, 'deps', 'lib'))) return false;
  const lib = path.join(folder, 'lib');
  if (!existsSync(lib)) return false;
  return readdirSync(lib).some((version) => existsSync(path.join(lib, version, 'tfjs_binding.node')));
}

/**
 * Runs the package's own install script, which downloads TensorFlow's library (some hundreds of megabytes).
 * Where that fails, the package is left as npm installed it, one line says so, and set-up does not try again.
 *
 * @returns whether the library is now in place.
 */
export async function addGpuLibrary({ root = ROOT, env = process.env, onStart, timeout = 900_000 } = {}) {
  const folder = packageFolder(root);
  const before = path.join(folder, 'package.json.before');
  if (existsSync(before)) renameSync(before, path.join(folder, 'package.json'));
  // The script rewrites its package.json while it runs; killed there, it would leave it so.
  copyFileSync(path.join(folder, 'package.json'), before);
  const started = Date.now();
  const { code, output } = await during("Downloading TensorFlow's library for the GPU", () =>
    run(process.execPath, [path.join('scripts', 'install.js'), 'gpu', 'download'], {
      cwd: folder,
      env: { ...env, PATH: [...binFolders(root, folder), env.PATH].join(path.delimiter) },
      log: path.join(stateFolder(root), 'gpu.log'),
      onStart,
      timeout,
      // An archive that does not answer: nothing was unpacked after half a minute.
      stalled: () => Date.now() - started > 30_000 && isEmpty(path.join(folder, 'deps')),
    }),
  );
  renameSync(before, path.join(folder, 'package.json'));
  if (code === 0 && hasLibrary(folder)) {
    rmSync(recordOf(root), { force: true });
    return true;
  }
  for (const part of ['deps', 'lib']) rmSync(path.join(folder, part), { recursive: true, force: true });
  const reason = code === 124 ? 'no answer in time' : reasonIn(output);
  writeJson(recordOf(root), { at: new Date().toISOString(), reason });
  say(
    `TensorFlow's GPU library could not be had (${reason}): the work goes on without it. \`node environment/gpu.mjs --retry\` tries again.`,
  );
  return false;
}

const binFolders = (root, folder) =>
  [folder, root]
    .map((each) => path.join(each, 'node_modules', '.bin'))
    .concat(path.dirname(process.execPath));

const isEmpty = (folder) => !existsSync(folder) || readdirSync(folder).length === 0;

/** The one line of the script's output that says what went wrong. */
function reasonIn(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => /^\w*Error: /.test(line)) ?? lines.find((line) => /error/i.test(line));
  return (telling ?? 'its script failed').replace(/^\w*Error: /, '').slice(0, 160);
}
