import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findChromium } from './chromium.mjs';
import { lastLines, onPath, run } from './child.mjs';
import { ROOT, stateFolder } from './files.mjs';
import { missingFonts } from './fonts.mjs';
import { LAB_MODULES, findJupyter } from './jupyter.mjs';

/**
 * What this project uses of the system, with the Debian packages that bring it. Each is judged by what it
 * provides, not by which packages are installed. `lost` says what cannot be done without it.
 */
export const SYSTEM_PARTS = [
  {
    name: 'Jupyter',
    required: true,
    packages: ['jupyter-client', 'python3-nbclient', 'python3-nbconvert'],
    elsewhere:
      'python3 -m venv venv && . venv/bin/activate && python3 -m pip install -r environment/requirements.txt',
    lost: 'no notebook can run',
    present: (options) => findJupyter(options) !== undefined,
  },
  {
    name: 'Jupyter in the browser',
    required: false,
    packages: ['jupyter-notebook'],
    elsewhere: 'python3 -m pip install jupyterlab, in the environment that has nbclient',
    lost: '`npm run lab` cannot open notebooks',
    present: (options) => LAB_MODULES.some((name) => name in (findJupyter(options)?.modules ?? {})),
  },
  {
    name: 'Chromium',
    required: false,
    packages: ['chromium'],
    elsewhere:
      "install Chrome, Edge or Chromium; or `node environment/setup.mjs --retry` fetches Playwright's; DDR_CHROMIUM names one that lies elsewhere",
    lost: 'charts stay interactive, but none is written as SVG, PDF or PNG',
    present: (options) => findChromium(options) !== undefined,
  },
  {
    name: 'fonts',
    required: false,
    packages: ['fonts-liberation', 'fonts-dejavu-core'],
    elsewhere: 'install the fonts Liberation Sans and DejaVu Sans',
    lost: 'charts are set in another font',
    present: () => missingFonts().length === 0,
  },
];

/** The Python that Debian's packages are for. */
const DEBIANS = '/usr/bin/python3';

/** The parts of SYSTEM_PARTS that are not here. */
export const missingParts = (options = {}) => SYSTEM_PARTS.filter((part) => !part.present(options));

/** What decides whether something can be installed: `{ debian, root, apt, allowed, named }`; `named` is the Python that DDR_PYTHON names. */
export function systemFacts({ env = process.env } = {}) {
  return {
    debian: isDebian(),
    root: process.getuid?.() === 0,
    apt: onPath('apt-get', env)[0],
    allowed: !env.DDR_NO_INSTALL,
    named: env.DDR_PYTHON || undefined,
  };
}

/** Debian itself or one of its children, such as Ubuntu. */
export function isDebian(release = osRelease()) {
  const value = (key) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  return `${value('ID')} ${value('ID_LIKE')}`.split(/\s+/).includes('debian');
}

function osRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

/** Whether Debian packages can be installed. */
export const mayInstall = ({ debian, root, apt, allowed }) => Boolean(debian && root && apt && allowed);

/** Whether a Python with Jupyter can be made in the project's folder, which needs no root. */
export const mayMakePython = ({ allowed, named }) => Boolean(allowed && !named);

/** How the reader installs these parts by hand; `python` is the one that runs Jupyter here, where one does. */
export function mend(parts, { debian, root, python = DEBIANS }) {
  const isInside = python !== DEBIANS && parts.every(({ packages }) => packages.includes('jupyter-notebook'));
  if (!debian || isInside) return parts.map(({ elsewhere }) => elsewhere).join('; ');
  const packages = parts.flatMap((part) => part.packages).join(' ');
  return `${root ? '' : 'sudo '}apt-get install -y --no-install-recommends ${packages}`;
}

/** Why nothing was installed, what is missing for it, and the mend: for a reader who has to do it. `failed` says why it could not be had. */
export function refusal(parts, facts, failed) {
  const why = !facts.allowed
    ? 'DDR_NO_INSTALL is set, so nothing was installed'
    : facts.named
      ? `DDR_PYTHON is ${facts.named}, which set-up leaves as it is`
      : `it could not be had: ${failed}`;
  const python =
    '\nAny Python that can import nbclient, nbconvert and jupyter_client will do: that of an activated environment, one on the PATH, or the one that DDR_PYTHON names.';
  const names = parts.map(({ name }) => name).join(', ');
  return `${names}: missing, and ${why}. Install it, then start again:\n\n    ${mend(parts, facts)}\n${python}`;
}

const APT = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2'];

/** Reads the lists of packages anew. A list that fails (some other archive of this machine) is no reason to stop. */
export async function updateLists(options = {}) {
  await apt(['update'], options);
}

/** Installs Debian packages. @throws Error with apt-get's last lines. */
export async function installDebian(packages, options = {}) {
  const { code, output } = await apt(['install', '--no-install-recommends', ...packages], options);
  if (code !== 0)
    throw new Error(
      `apt-get install ${packages.join(' ')} failed (status ${code}):\n${lastLines(output, 6)}`,
    );
}

async function apt(args, { root = ROOT, env = process.env, onStart } = {}) {
  const log = path.join(stateFolder(root), 'apt.log');
  const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  // An installation that was killed half way blocks every later one until it is finished.
  if (args[0] === 'install') await run('dpkg', ['--configure', '-a'], { env: quiet, log, onStart });
  return run('apt-get', [...APT, ...args], { env: quiet, log, onStart });
}
