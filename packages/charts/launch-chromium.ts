import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { ownedFolder } from '../../environment/temporary';
import { ChromiumMissing, findChromium } from './find-chromium';

/** Milliseconds that a start, or one step of a page, may take: far more than any does, even where networks train on every core. */
export const patience = 180_000;

/**
 * Starts Chromium. It is tied to this process by a pipe: when the process dies, however it dies, Chromium ends too, and
 * the folders that both then leave are removed by the next start.
 *
 * @throws ChromiumMissing when there is none or it does not start.
 */
export async function launchChromium(): Promise<Browser> {
  try {
    // Once more where it was killed while it started.
    return await start().catch((error: unknown) => {
      if (error instanceof ChromiumMissing) throw error;
      return start();
    });
  } catch (error) {
    if (error instanceof ChromiumMissing) throw error;
    const reason = (error as Error).message.split('\n')[0];
    throw new ChromiumMissing(`Chromium does not start (${reason}): try another one with DDR_CHROMIUM.`);
  }
}

async function start(): Promise<Browser> {
  // Awaited before anything can fail: a failure at once would be forgotten before it is remembered, and then stay.
  const { chromium } = await import('playwright-core');
  const executablePath = findChromium();
  const folder = ownedFolder(os.tmpdir(), 'ddr-chromium-', { onLeft: removeProfile });
  const tidy = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', tidy);
  const browser = await chromium
    .launch({
      executablePath,
      artifactsDir: folder,
      args: [
        '--no-sandbox', // Only our own pages are opened, and in containers root has no sandbox.
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--font-render-hinting=none',
      ],
      // Signals belong to the command or the kernel that we are part of.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: patience,
    })
    .catch((error: unknown) => {
      tidy();
      throw error;
    });
  browser.on('disconnected', () => {
    tidy();
    process.off('exit', tidy);
  });
  await noteProfile(browser, folder);
  return browser;
}

const profileName = /^playwright_chromiumdev_profile-\w+$/;

/**
 * Notes in our own folder where Chromium's profile is: Playwright chooses that, and removes it unless we are killed.
 * Where there is no /proc, what a killed process leaves is the system's to remove.
 */
async function noteProfile(browser: Browser, folder: string): Promise<void> {
  try {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const { id } = processInfo.find(({ type }) => type === 'browser')!;
    const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
    const profile = words.find((word) => word.startsWith('--user-data-dir='));
    if (profile) writeFileSync(path.join(folder, 'profile'), path.basename(profile));
  } catch {
    // It is no loss.
  }
}

/** Removes the profile that a folder of ours names, if it is one of Playwright's. */
function removeProfile(folder: string): void {
  let name = '';
  try {
    name = readFileSync(path.join(folder, 'profile'), 'utf8');
  } catch {
    // It was killed while it started.
  }
  if (profileName.test(name)) rmSync(path.join(path.dirname(folder), name), { recursive: true, force: true });
}
