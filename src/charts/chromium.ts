import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { InputError } from '../errors';

/** Thrown where no Chromium can be had; its message says what to do. */
export class ChromiumMissing extends InputError {}

/** Names that Chromium and its kin go by; DDR_CHROMIUM comes before them all. */
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The Chromium that draws pictures: the file named by DDR_CHROMIUM, else the first that is installed.
 * DDR_CHROMIUM set but empty means none.
 *
 * @throws ChromiumMissing
 */
export function findChromium(): string {
  const named = process.env.DDR_CHROMIUM;
  if (named !== undefined) {
    if (named !== '' && isProgram(named)) return named;
    const problem = named === '' ? 'DDR_CHROMIUM is empty' : `DDR_CHROMIUM is ${named}, which is no program`;
    throw new ChromiumMissing(`${problem}: set it to the path of Chromium, or unset it.`);
  }
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const places = [...folders, ...onPath].flatMap((folder) => commands.map((name) => path.join(folder, name)));
  const found = [...places, mac].find(isProgram);
  if (found === undefined) {
    throw new ChromiumMissing(
      'Chromium is not installed (Debian: apt-get install chromium), or set DDR_CHROMIUM to it.',
    );
  }
  return found;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One browser a process, even where a kernel loads this module anew. */
interface State {
  browser?: Promise<Browser>;
  inUse: number;
  idle?: NodeJS.Timeout;
  /** Stays until the process ends. */
  kept?: boolean;
}
const key = Symbol.for('ddr-lab.chromium');
const holder = globalThis as { [key]?: State };

function state(): State {
  return (holder[key] ??= { inUse: 0 });
}

/** Milliseconds after the last picture at which Chromium ends, and with it what keeps the process alive. */
const idleTime = 1000;

/**
 * From now on Chromium stays until this process ends, and starts once: for a notebook's kernel, which draws now and
 * then and lives anyway. Elsewhere it would keep the process alive.
 */
export function keepChromium(): void {
  state().kept = true;
}

/** Milliseconds that one step may take: far more than any does, even where networks train on every core. */
const patience = 180_000;

/**
 * Runs `use` with a fresh, offline page of the given size (CSS pixels; `scale` device pixels to each). The
 * browser is started when first needed, shared, and closed a second after its last use (`keepChromium`: kept). It is tied to this
 * process by a pipe: when the process dies, however it dies, Chromium ends too.
 *
 * @throws ChromiumMissing when there is no Chromium or it does not start.
 */
export async function withPage<Result>(
  size: { width: number; height: number; scale?: number },
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const shared = state();
  shared.inUse++;
  clearTimeout(shared.idle);
  try {
    const browser = await (shared.browser ??= launch(shared));
    const context = await browser.newContext({
      viewport: { width: Math.ceil(size.width), height: Math.ceil(size.height) },
      deviceScaleFactor: size.scale ?? 1,
      offline: true,
    });
    context.setDefaultTimeout(patience);
    try {
      return await use(await context.newPage());
    } finally {
      await context.close().catch(() => undefined);
    }
  } finally {
    shared.inUse--;
    if (shared.inUse === 0 && !shared.kept) shared.idle = setTimeout(() => void closeChromium(), idleTime);
  }
}

/** Ends the browser now, if one runs and nobody uses it. */
export async function closeChromium(): Promise<void> {
  const shared = state();
  if (shared.inUse > 0) return;
  clearTimeout(shared.idle);
  const closing = shared.browser;
  shared.browser = undefined;
  await (await closing?.catch(() => undefined))?.close().catch(() => undefined);
}

async function launch(shared: State): Promise<Browser> {
  try {
    // Awaited before anything can fail: a failure at once would be forgotten before it is remembered, and then stay.
    const { chromium } = await import('playwright-core');
    const executablePath = findChromium();
    const browser = await chromium.launch({
      executablePath,
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
    });
    browser.on('disconnected', () => {
      shared.browser = undefined;
    });
    return browser;
  } catch (error) {
    shared.browser = undefined;
    if (error instanceof ChromiumMissing) throw error;
    const reason = (error as Error).message.split('\n')[0];
    throw new ChromiumMissing(`Chromium does not start (${reason}): try another one with DDR_CHROMIUM.`);
  }
}
