import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { browserPlaces, findBrowser, isSnapStub, playwrightFolders } from '../../environment/browsers';
import { findChromium } from '../../environment/facts.mjs';
import { temporaryFolder, write, writeProgram } from './project';

/** A machine whose folders hold these names. */
const holding = (folders: Record<string, string[]>) => (folder: string) => folders[folder] ?? [];

test("Linux: the system's, those on the PATH, then Playwright's, the newest first", () => {
  const cache = '/home/ada/.cache/ms-playwright';
  const places = browserPlaces({
    platform: 'linux',
    home: '/home/ada',
    env: { PATH: '/opt/x:/usr/bin' },
    root: '/lab',
    list: holding({
      [cache]: ['chromium-900', 'chromium-1255', 'chromium_headless_shell-1255', 'firefox-1500'],
      [`${cache}/chromium-900`]: ['chrome-linux'],
      [`${cache}/chromium-1255`]: ['chrome-linux64'],
      [`${cache}/chromium_headless_shell-1255`]: ['chrome-headless-shell-linux64'],
      '/lab/.ddr/browsers': ['chromium_headless_shell-1255'],
      '/lab/.ddr/browsers/chromium_headless_shell-1255': ['chrome-headless-shell-linux64'],
    }),
  });
  const order = [
    '/usr/bin/chromium',
    '/opt/google/chrome/google-chrome',
    '/opt/x/chromium',
    '/opt/x/microsoft-edge',
    '/lab/.ddr/browsers/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell',
    `${cache}/chromium-1255/chrome-linux64/chrome`,
    `${cache}/chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell`,
    `${cache}/chromium-900/chrome-linux/chrome`,
  ];
  const at = order.map((file) => places.indexOf(file));
  expect(at.every((place) => place >= 0)).toBe(true);
  expect(at).toEqual([...at].sort((a, b) => a - b));
  expect(places.some((file) => file.includes('firefox'))).toBe(false);
});

test('macOS and Windows: Chrome, Chromium and Edge where they are installed, and the caches of Playwright', () => {
  const mac = browserPlaces({
    platform: 'darwin',
    home: '/Users/ada',
    env: { PATH: '/usr/bin' },
    list: holding({
      '/Users/ada/Library/Caches/ms-playwright': ['chromium-1255'],
      '/Users/ada/Library/Caches/ms-playwright/chromium-1255': ['chrome-mac-arm64'],
    }),
  });
  expect(mac).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  expect(mac).toContain('/Users/ada/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge');
  expect(mac).toContain(
    '/Users/ada/Library/Caches/ms-playwright/chromium-1255/chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  );

  const windows = browserPlaces({
    platform: 'win32',
    home: 'C:\\Users\\ada',
    env: {
      Path: 'C:\\tools;D:\\more',
      ProgramFiles: 'C:\\Program Files',
      'ProgramFiles(x86)': 'C:\\Program Files (x86)',
      LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local',
    },
    list: holding({
      'C:\\Users\\ada\\AppData\\Local\\ms-playwright': ['chromium-1255'],
      'C:\\Users\\ada\\AppData\\Local\\ms-playwright\\chromium-1255': ['chrome-win64'],
    }),
  });
  for (const file of [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'D:\\more\\chrome.exe',
    'C:\\Users\\ada\\AppData\\Local\\ms-playwright\\chromium-1255\\chrome-win64\\chrome.exe',
  ]) {
    expect(windows).toContain(file);
  }
});

test('PLAYWRIGHT_BROWSERS_PATH comes before the usual cache', () => {
  const home = '/home/ada';
  const of = (env: NodeJS.ProcessEnv): string[] => playwrightFolders({ platform: 'linux', home, env });
  expect(of({})).toEqual(['/home/ada/.cache/ms-playwright']);
  expect(of({ PLAYWRIGHT_BROWSERS_PATH: '/b', XDG_CACHE_HOME: '/c' })).toEqual(['/b', '/c/ms-playwright']);
  expect(of({ PLAYWRIGHT_BROWSERS_PATH: '0' })).toEqual(['/home/ada/.cache/ms-playwright']);
});

test.skipIf(process.platform === 'win32')(
  'a file that cannot be run is none, and a script that names the snap is none without it',
  () => {
    const folder = temporaryFolder();
    const stub = writeProgram(path.join(folder, 'chromium-browser'), 'exec /snap/bin/chromium "$@"');
    expect([isSnapStub(stub, '/nowhere'), isSnapStub(stub, stub)]).toEqual([true, false]);
    const real = writeProgram(path.join(folder, 'real', 'chromium'), 'true');
    expect(isSnapStub(real, '/nowhere')).toBe(false);
    // After what this machine has installed, the first on the PATH.
    const known = browserPlaces({ platform: 'linux', env: {}, home: '/nowhere' }).length;
    const first = (file: string): string | undefined =>
      findBrowser({ platform: 'linux', env: { PATH: path.dirname(file) }, home: '/nowhere' });
    expect(known).toBe(5 * 7);
    const installed = findBrowser({ platform: 'linux', env: {}, home: '/nowhere' });
    expect(first(real)).toBe(installed ?? real);
    chmodSync(write(path.join(folder, 'not', 'chromium'), ''), 0o644);
    expect(first(path.join(folder, 'not', 'chromium'))).toBe(installed);
  },
);

test('DDR_CHROMIUM decides; set but empty it means none', () => {
  expect(findChromium({ env: { DDR_CHROMIUM: process.execPath } })).toBe(process.execPath);
  expect(findChromium({ env: { DDR_CHROMIUM: '/nowhere/chromium' } })).toBeUndefined();
  expect(findChromium({ env: { DDR_CHROMIUM: '' } })).toBeUndefined();
});
