// Where Chromium and its kin lie on Linux, macOS and Windows. CommonJS, so that set-up asks it before anything is installed,
// and the charts in a notebook's kernel, too.
'use strict';
const {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  readdirSync,
  statSync,
} = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** What they are called on the PATH, and in the folders that packages of Linux put them in. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const LINUX = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/opt/microsoft/msedge'];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Google Chrome for Testing'];
const WINDOWS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/** Where set-up has Playwright put a browser. */
const ownBrowsers = (root) => path.join(root, '.ddr', 'browsers');

/**
 * Every file that may be a browser, the best first: those of the system, those on the PATH, then what Playwright's installer has
 * brought, to this project or for everybody of this user.
 *
 * @param machine `{ platform, env, home, root, list }`; `root` is the project's folder (default: none), `list(folder)` gives the
 *   names in a folder (default: as it is here)
 */
function browserPlaces({
  platform = process.platform,
  env = process.env,
  home = os.homedir(),
  root,
  list = names,
} = {}) {
  const { join } = platform === 'win32' ? path.win32 : path.posix;
  const own = root === undefined ? [] : [ownBrowsers(root)];
  const folders = [...own, ...playwrightFolders({ platform, env, home })];
  const playwright = folders.flatMap((folder) => playwrightBrowsers(folder, { platform, list, join }));
  return [...installed({ platform, env, home, join }), ...onPath({ platform, env, join }), ...playwright];
}

function installed({ platform, env, home, join }) {
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) =>
      variable(env, name, platform),
    );
    return roots.filter(Boolean).flatMap((folder) => WINDOWS.map((parts) => join(folder, ...parts)));
  }
  if (platform === 'darwin') {
    const folders = ['/Applications', join(home, 'Applications')];
    return folders.flatMap((folder) =>
      MAC.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  return LINUX.flatMap((folder) => COMMANDS.map((name) => join(folder, name)));
}

function onPath({ platform, env, join }) {
  const isWindows = platform === 'win32';
  const commands = isWindows ? [...COMMANDS, 'msedge'].map((name) => `${name}.exe`) : COMMANDS;
  const folders = (variable(env, 'PATH', platform) ?? '').split(isWindows ? ';' : ':').filter(Boolean);
  return folders.flatMap((folder) => commands.map((name) => join(folder, name)));
}

/** Windows writes the names of variables as it likes: `Path`, `ProgramFiles`. */
function variable(env, name, platform) {
  if (platform !== 'win32') return env[name];
  const key = Object.keys(env).find((each) => each.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

/** Where Playwright's installer puts browsers for a user: https://playwright.dev/docs/browsers#managing-browser-binaries. */
function playwrightFolders({ platform = process.platform, env = process.env, home = os.homedir() } = {}) {
  const { join } = platform === 'win32' ? path.win32 : path.posix;
  const named = variable(env, 'PLAYWRIGHT_BROWSERS_PATH', platform);
  const usual = {
    darwin: join(home, 'Library', 'Caches'),
    win32: variable(env, 'LOCALAPPDATA', platform) || join(home, 'AppData', 'Local'),
  }[platform];
  // 0: beside the package, which set-up never does.
  return [
    ...(named && named !== '0' ? [named] : []),
    join(usual ?? (env.XDG_CACHE_HOME || join(home, '.cache')), 'ms-playwright'),
  ];
}

/** `chromium-1255/chrome-linux64/chrome` and the like, the newest first, whole browsers before those without a window. */
function playwrightBrowsers(folder, { platform, list, join }) {
  return list(folder)
    .map((name) => /^chromium(_headless_shell)?-(\d+)$/.exec(name))
    .filter(Boolean)
    .sort((a, b) => Number(b[2]) - Number(a[2]) || (a[1] ? 1 : 0) - (b[1] ? 1 : 0))
    .flatMap(([name]) =>
      list(join(folder, name)).flatMap((below) =>
        insideOf(platform).map((parts) => join(folder, name, below, ...parts)),
      ),
    );
}

/** The names changed with Playwright's versions. */
function insideOf(platform) {
  if (platform === 'win32') return [['chrome.exe'], ['chrome-headless-shell.exe'], ['headless_shell.exe']];
  if (platform !== 'darwin') return [['chrome'], ['chrome-headless-shell'], ['headless_shell']];
  const apps = ['Google Chrome for Testing', 'Chromium'].map((name) => [
    `${name}.app`,
    'Contents',
    'MacOS',
    name,
  ]);
  return [...apps, ['chrome-headless-shell'], ['headless_shell']];
}

function names(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The first browser that is there; undefined where none is. Takes what `browserPlaces` takes. */
function findBrowser(machine) {
  return browserPlaces(machine).find((file) => isProgram(file) && !isSnapStub(file));
}

/** Whether this file can be run. */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Ubuntu's package puts a script in Chromium's place that only says to install the snap. */
function isSnapStub(file, snap = '/snap/bin/chromium') {
  if (existsSync(snap)) return false;
  const start = Buffer.alloc(4096);
  try {
    const opened = openSync(file, 'r');
    const length = readSync(opened, start, 0, start.length, 0);
    closeSync(opened);
    const text = start.toString('latin1', 0, length);
    return text.startsWith('#!') && text.includes('/snap/bin/chromium');
  } catch {
    return false;
  }
}

module.exports = { browserPlaces, findBrowser, isProgram, isSnapStub, ownBrowsers, playwrightFolders };
