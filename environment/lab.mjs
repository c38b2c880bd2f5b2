// Opens Jupyter on the notebooks, with this project's kernel ready: JupyterLab where it is installed, the
// classic notebook otherwise. The committed notebooks are signed, so that their charts are alive at once. What follows
// `--` is passed on:
//
//   npm run lab -- --no-browser --port 9000
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { endTree, leadsGroup } from './end-tree.js';
import { ROOT } from './files.mjs';
import { homeless } from './home.mjs';
import { LAB_MODULES, findJupyter, jupyterEnvironment } from './jupyter.mjs';
import { KERNEL } from './kernel.mjs';

const jupyter = findJupyter();
const opener = LAB_MODULES.find((name) => name in (jupyter?.modules ?? {}));
if (opener === undefined) {
  process.stderr.write(
    'Neither JupyterLab nor the classic notebook was found. On Debian: apt-get install jupyter-notebook; elsewhere: python3 -m pip install jupyterlab, in the environment that has nbclient.\n',
  );
  process.exit(1);
}

const notebooks = path.join(ROOT, 'notebooks');
mkdirSync(notebooks, { recursive: true });
const script = path.join(ROOT, 'environment', 'lab.py');
const signed = JSON.stringify(committed());
const args = [script, opener, notebooks, signed, `--MultiKernelManager.default_kernel_name=${KERNEL}`];
// Jupyter refuses to run as root unless told, and in a container everybody is root.
if (process.getuid?.() === 0) args.push('--allow-root');

/** The project's own notebooks: what git knows, or all where that is nothing. Others are trusted when they were run. */
function committed() {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z', '--', '*.ipynb'], {
    cwd: notebooks,
    encoding: 'utf8',
  });
  const known = status === 0 ? stdout.split('\0').filter((name) => name !== '') : [];
  return (known.length > 0 ? known : readdirSync(notebooks)).filter((name) => name.endsWith('.ipynb'));
}

// In a process group of its own, so that Ctrl-C reaches Jupyter once and through us, as the signal at which it
// ends its kernels without asking. Windows has no such signal between processes: there the end of its input says it.
const child = spawn(jupyter.python, [...args, ...process.argv.slice(2)], {
  cwd: ROOT,
  env: homeless({ env: jupyterEnvironment() }),
  // Nothing is ever written to it: when it closes, this process is gone, and Jupyter goes too.
  stdio: ['pipe', 'inherit', 'inherit'],
  detached: leadsGroup(),
});
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // The second time in earnest: the whole group, kernels included.
    if (stopping) endTree(child, { group: leadsGroup() });
    else if (process.platform === 'win32') child.stdin.end();
    else child.kill('SIGTERM');
    stopping = true;
  });
}
child.on('exit', (code) => {
  process.exitCode = stopping ? 0 : (code ?? 1);
});
