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

test('without root: the very command, with sudo', () => {
  const words = refusal([jupyter], { ...asRoot, root: false });
  expect(words).toContain('Jupyter: missing, and installing it needs root, so nothing was installed.');
  expect(words).toContain(
    '\n    sudo apt-get install -y --no-install-recommends jupyter-client python3-nbclient python3-nbconvert\n',
  );
});

test('not Debian: what to install with pip, and how to name that Python', () => {
  const words = refusal([jupyter], { ...asRoot, debian: false });
  expect(words).toContain('neither Debian nor Ubuntu');
  expect(words).toContain('\n    python3 -m pip install nbclient nbconvert jupyter_client notebook\n');
  expect(words).toContain('DDR_PYTHON');
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
