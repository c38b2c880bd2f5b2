import { expect, test } from 'vitest';
import { SYSTEM_PARTS, isDebian, mayInstall, mend, refusal } from '../../environment/facts.mjs';

const [jupyter] = SYSTEM_PARTS;
const asRoot = { debian: true, root: true, apt: '/usr/bin/apt-get', allowed: true };

test('Debian and its children are known by /etc/os-release', () => {
  expect(isDebian('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')).toBe(true);
  expect(isDebian('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n')).toBe(true);
  expect(isDebian('ID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true);
  expect(isDebian('ID=fedora\nVARIANT_ID=debian-like\n')).toBe(false);
  expect(isDebian('ID="rhel"\nID_LIKE="fedora"\n')).toBe(false);
  expect(isDebian('')).toBe(false);
});

test('only root on Debian, with apt-get and not told otherwise, installs', () => {
  expect(mayInstall(asRoot)).toBe(true);
  for (const change of [{ debian: false }, { root: false }, { apt: undefined }, { allowed: false }]) {
    expect(mayInstall({ ...asRoot, ...change })).toBe(false);
  }
});

test('where no Python could be made: why, and the very command', () => {
  const words = refusal([jupyter], { ...asRoot, root: false }, 'no Python 3.10');
  expect(words).toContain('Jupyter: missing, and it could not be had: no Python 3.10.');
  expect(words).toContain(
    '\n    sudo apt-get install -y --no-install-recommends jupyter-client python3-nbclient python3-nbconvert\n',
  );
  const elsewhere = refusal([jupyter], { ...asRoot, debian: false }, 'no index');
  // In an environment, since Homebrew and others refuse it outside of one (PEP 668).
  expect(elsewhere).toContain(
    '\n    python3 -m venv venv && . venv/bin/activate && python3 -m pip install -r environment/requirements.txt\n',
  );
  expect(elsewhere).toContain('DDR_PYTHON');
});

test("what Debian's packages are not for is installed by pip", () => {
  const lab = SYSTEM_PARTS.find(({ name }) => name === 'Jupyter in the browser')!;
  expect(mend([lab], asRoot)).toContain('apt-get install');
  expect(mend([lab], { ...asRoot, python: '/venv/bin/python3' })).toContain('pip install jupyterlab');
});

test('told not to install: says so', () => {
  expect(refusal([jupyter], { ...asRoot, allowed: false })).toContain('DDR_NO_INSTALL is set');
});

test('every part names its packages and what is lost without it; Jupyter alone is required', () => {
  expect(SYSTEM_PARTS.filter(({ required }) => required)).toEqual([jupyter]);
  for (const part of SYSTEM_PARTS) {
    expect(part.lost).not.toBe('');
    for (const name of part.packages) expect(mend([part], asRoot)).toContain(name);
  }
});
