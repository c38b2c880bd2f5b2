import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  FONTS,
  KERNEL,
  LAB_MODULES,
  ROOT,
  SYSTEM_PARTS,
  findChromium,
  findJupyter,
  jupyterEnvironment,
  kernelProblem,
  mend,
  missingFonts,
  nodeProblem,
  packagesProblem,
  systemFacts,
} from '../../environment/facts.mjs';
import type { Check } from './checks';

const run = promisify(execFile);
const SETUP = 'node environment/setup.mjs';

export function checkNode(version = process.versions.node): Check {
  const problem = nodeProblem(version);
  return problem
    ? { name: 'Node', state: 'missing', detail: problem, mend: 'https://nodejs.org' }
    : { name: 'Node', state: 'ok', detail: `${version}, ${process.platform} ${process.arch}` };
}

export function checkPackages(): Check {
  const problem = packagesProblem();
  return problem
    ? { name: 'node packages', state: 'missing', detail: problem, mend: SETUP }
    : { name: 'node packages', state: 'ok', detail: 'as package-lock.json says' };
}

export function checkJupyter(): Check {
  const jupyter = findJupyter({ fresh: true });
  if (!jupyter) return absent('Jupyter', 'no Python can import nbclient, nbconvert and jupyter_client');
  const versions = Object.entries(jupyter.modules)
    .filter(([name]) => !LAB_MODULES.includes(name))
    .map(([name, { version }]) => `${name} ${version}`);
  return {
    name: 'Jupyter',
    state: 'ok',
    detail: `${versions.join(', ')}; ${jupyter.python} (Python ${jupyter.version})`,
  };
}

/** What `npm run lab` would open. */
export function checkLab(): Check {
  const modules = findJupyter()?.modules ?? {};
  const opener = LAB_MODULES.find((name) => name in modules);
  if (!opener) return absent('Jupyter in the browser', 'neither JupyterLab nor the classic notebook');
  return { name: 'Jupyter in the browser', state: 'ok', detail: `${opener} ${modules[opener].version}` };
}

const START = `
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(startup_timeout=60, kernel_name='${KERNEL}')
client.kernel_info(reply=True, timeout=20)
client.stop_channels()
manager.shutdown_kernel(now=True)
`;

/** Starts the kernel as Jupyter does and waits for its first answer. */
export async function checkKernel(): Promise<Check> {
  const name = 'notebook kernel';
  const problem = kernelProblem();
  if (problem) return { name, state: 'missing', detail: problem, mend: SETUP };
  const jupyter = findJupyter();
  if (!jupyter) return { name, state: 'missing', detail: 'not tried without Jupyter', mend: SETUP };
  const started = Date.now();
  try {
    await run(jupyter.python, ['-c', START], {
      env: jupyterEnvironment(),
      timeout: 100_000,
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    return { name, state: 'ok', detail: `tslab ${tslabVersion()}; started and answered in ${seconds} s` };
  } catch (error) {
    const last = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split('\n')
      .at(-1);
    return { name, state: 'missing', detail: `does not start: ${last}`, mend: SETUP };
  }
}

function tslabVersion(): string {
  const file = path.join(ROOT, 'node_modules', 'tslab', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

export async function checkChromium(): Promise<Check> {
  const file = findChromium();
  if (!file) {
    const named = process.env.DDR_CHROMIUM;
    return absent('Chromium', named ? `DDR_CHROMIUM is ${named}, which is no program` : 'not found');
  }
  try {
    const { stdout } = await run(file, ['--version'], { timeout: 20_000 });
    const version = stdout.trim().replace(/ built on .*/, '');
    return { name: 'Chromium', state: 'ok', detail: `${version}; ${file}` };
  } catch {
    return absent('Chromium', `${file} does not start`);
  }
}

export function checkFonts(): Check {
  const missing = missingFonts();
  if (missing.length > 0) return absent('fonts', `not found: ${missing.join(', ')}`);
  return { name: 'fonts', state: 'ok', detail: FONTS.map(({ name }) => name).join(', ') };
}

/** A part of the system that is not here: required or optional, with what is lost and the mend for this machine. */
function absent(name: string, detail: string): Check {
  const part = SYSTEM_PARTS.find((each) => each.name === name)!;
  return {
    name,
    state: part.required ? 'missing' : 'optional',
    detail: `${detail}: ${part.lost}`,
    mend: mend([part], { ...systemFacts(), python: findJupyter()?.python }),
  };
}
