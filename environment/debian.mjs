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
    pip: 'nbclient nbconvert jupyter_client notebook',
    lost: 'no notebook can run',
    present: (options) => findJupyter(options) !== undefined,
  },
  {
    name: 'Jupyter in the browser',
    required: false,
    packages: ['jupyter-notebook'],
    lost: '`npm run lab` cannot open notebooks',
    present: (options) => LAB_MODULES.some((name) => name in (findJupyter(options)?.modules ?? {})),
  },
  {
    name: 'Chromium',
    required: false,
    packages: ['chromium'],
    lost: 'charts stay interactive, but none is written as SVG, PDF or PNG',
    present: (options) => findChromium(options) !== undefined,
  },
  {
    name: 'fonts',
    required: false,
    packages: ['fonts-liberation', 'fonts-dejavu-core'],
    lost: 'charts are set in another font',
    present: () => missingFonts().length === 0,
  },
];

/** The parts of SYSTEM_PARTS that are not here. */
export const missingParts = (options = {}) => SYSTEM_PARTS.filter((part) => !part.present(options));

/** What decides whether packages can be installed: `{ debian, root, apt, allowed }`. */
export function systemFacts({ env = process.env } = {}) {
  return {
    debian: isDebian(),
    root: process.getuid?.() === 0,
    apt: onPath('apt-get', env)[0],
    allowed: !env.DDR_NO_INSTALL,
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

export const mayInstall = ({ debian, root, apt, allowed }) => Boolean(debian && root && apt && allowed);

/** How the reader installs these parts by hand. */
export function mend(parts, { debian, root }) {
  const packages = parts.flatMap((part) => part.packages).join(' ');
  if (debian) return `${root ? '' : 'sudo '}apt-get install -y --no-install-recommends ${packages}`;
  const pip = parts.flatMap((part) => part.pip ?? []).join(' ');
  return pip ? `python3 -m pip install ${pip}` : `install ${packages} (Debian's names for the packages)`;
}

/** Why nothing was installed, what is missing for it, and the mend: for a reader who has to do it. */
export function refusal(parts, facts) {
  const why = !facts.allowed
    ? 'DDR_NO_INSTALL is set, so nothing was installed'
    : !facts.debian
      ? 'this is neither Debian nor Ubuntu, so nothing was installed'
      : !facts.root
        ? 'installing it needs root, so nothing was installed'
        : 'apt-get is not there, so nothing was installed';
  const python = facts.debian
    ? ''
    : '\nAny Python that can import nbclient, nbconvert and jupyter_client will do; DDR_PYTHON names it where it is not the first on the PATH.';
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
