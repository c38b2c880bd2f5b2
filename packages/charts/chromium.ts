import { InputError } from '@ddr-lab/base/errors';
import { projectRoot } from '@ddr-lab/base/project';
import { sharedWork } from '@ddr-lab/base/signal';
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, isProgram } from '../../environment/browsers';
import { ownedFolder } from '../../environment/temporary';

/** Thrown where no Chromium can be had; its message says what to do. */
export class ChromiumMissing extends InputError {}

/** Thrown where Chromium was started and ended twice before a picture was there, or gave no sign. */
export class ChromiumDied extends ChromiumMissing {}

/**
 * The Chromium that draws pictures: the file named by DDR_CHROMIUM, else the first Chromium, Chrome or Edge that is installed, by
 * the system or by Playwright. DDR_CHROMIUM set but empty means none.
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
  const found = findBrowser({ root: projectRoot });
  if (found === undefined) {
    throw new ChromiumMissing(
      'no Chromium, Chrome or Edge is installed: install one (Debian: apt-get install chromium), have Playwright fetch one (npx playwright-core install chromium-headless-shell), or set DDR_CHROMIUM to one.',
    );
  }
  return found;
}

/** Milliseconds that a start, or one step of a page, may take: far more than any does, even where networks train on every core. */
const patience = 180_000;

/**
 * Starts Chromium. It is tied to this process by a pipe: when the process dies, however it dies, Chromium ends too, and
 * the folders that both then leave are removed by the next start.
 *
 * @throws ChromiumMissing when there is none or it does not start.
 */
async function launchChromium(): Promise<Browser> {
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
      env: withHome(folder),
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

/** The environment for Chromium, which keeps things in the home folder: in one that is removed, where that cannot be written. */
function withHome(folder: string): Record<string, string> {
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
  try {
    accessSync(os.homedir(), constants.W_OK);
    return env;
  } catch {
    return { ...env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder };
  }
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

/** One browser a process, even where a kernel loads this module anew. */
interface State {
  browser?: Promise<Browser>;
  inUse: number;
  idle?: NodeJS.Timeout;
  /** Stays until the process ends. */
  kept?: boolean;
  /** Pages of this browser that wait for their next use, by what they are for. */
  waiting?: Map<string, Waiting[]>;
}

/** A page between two uses. */
interface Waiting {
  readonly page: Page;
  /** How often it was used. */
  readonly uses: number;
}

/** A page is used so often, then another takes its place: what scripts leave behind adds up. */
const usesOfPage = 40;

const key = Symbol.for('ddr-lab.chromium');
const holder = globalThis as { [key]?: State };

function state(): State {
  return (holder[key] ??= { inUse: 0 });
}

/** Milliseconds after the last picture at which Chromium ends, and with it what keeps the process alive. */
const idleTime = 1000;

const crashed = 'crashed while it drew';
const ended = 'ended while it drew';

/**
 * From now on Chromium stays until this process ends, and starts once: for a notebook's kernel, which draws now and
 * then and lives anyway. Elsewhere it would keep the process alive.
 */
export function keepChromium(): void {
  state().kept = true;
}

/** What `withPage` takes. */
export interface PageOptions {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels to a CSS pixel; default 1. */
  readonly scale?: number;
  /** Milliseconds after which Chromium counts as hung, and is ended; default 600,000. */
  readonly limit?: number;
  /**
   * What the page is for: then it stays as `use` leaves it, for a next one with the same word and scale, while the browser lives. To start a page and load scripts takes longer than
   * a picture. Uses at the same time have pages of their own. Default: a fresh page each time.
   */
  readonly keptFor?: string;
}

/**
 * Runs `use` with an offline page of the given size. The browser is started when first needed, shared, and closed a
 * second after its last use (`keepChromium`: kept). Where it is killed meanwhile, crashes or hangs, it is started again
 * and `use` run once more.
 *
 * @throws ChromiumMissing when there is no Chromium or it does not start.
 * @throws ChromiumDied when it ended, or hung, both times.
 */
export async function withPage<Result>(
  options: PageOptions,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const shared = state();
  shared.inUse++;
  clearTimeout(shared.idle);
  try {
    const first = await attempt(shared, options, use);
    if ('result' in first) return first.result;
    const second = await attempt(shared, options, use);
    if ('result' in second) return second.result;
    throw new ChromiumDied(
      `Chromium ${second.death}, twice: perhaps memory is short. Run it again, or try another one with DDR_CHROMIUM.`,
    );
  } finally {
    shared.inUse--;
    if (shared.inUse === 0 && !shared.kept) shared.idle = setTimeout(() => void closeChromium(), idleTime);
  }
}

/** What a page gave, or how Chromium ended before. What `use` throws while it lives passes through. */
async function attempt<Result>(
  shared: State,
  options: PageOptions,
  use: (page: Page) => Promise<Result>,
): Promise<{ result: Result } | { death: string }> {
  const { limit = 600_000 } = options;
  const launching = (shared.browser ??= sharedWork(() => launch(shared)));
  const browser = await launching;
  let die: (how: string) => void = () => undefined;
  const death = new Promise<string>((resolve) => (die = resolve));
  const onEnd = (): void => die(ended);
  browser.on('disconnected', onEnd);
  const timer = setTimeout(() => die(`gave no sign for ${limit / 1000} s`), limit);
  const work = async (): Promise<Result> => {
    const { page, uses } = await takePage(shared, browser, options);
    const onCrash = (): void => die(crashed);
    page.on('crash', onCrash);
    let isWell = false;
    try {
      const result = await use(page);
      isWell = true;
      return result;
    } finally {
      page.off('crash', onCrash);
      if (!isWell || !leavePage(shared, browser, options, { page, uses: uses + 1 })) {
        // Not waited for where Chromium no longer answers.
        await Promise.race([
          page
            .context()
            .close()
            .catch(() => undefined),
          death,
        ]);
      }
    }
  };
  try {
    const outcome = await Promise.race([
      work().then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      ),
      death.then((how) => ({ death: how })),
    ]);
    if ('result' in outcome) return outcome;
    // Its death may be told a moment after the step that failed by it.
    const how = 'death' in outcome ? outcome.death : await soon(browser, death);
    if (how === undefined) throw (outcome as { error: unknown }).error;
    // Where one page crashed, the browser is as good as before.
    if (how !== crashed) abandon(shared, launching);
    return { death: how };
  } finally {
    clearTimeout(timer);
    browser.off('disconnected', onEnd);
  }
}

const placeOf = ({ keptFor = '', scale = 1 }: PageOptions): string => `${keptFor} ${scale}`;

/** A page that waits, or a new one. */
async function takePage(shared: State, browser: Browser, options: PageOptions): Promise<Waiting> {
  const viewport = { width: Math.ceil(options.width), height: Math.ceil(options.height) };
  const waiting = options.keptFor === undefined ? undefined : shared.waiting?.get(placeOf(options))?.pop();
  if (waiting && !waiting.page.isClosed() && waiting.page.context().browser() === browser) {
    await waiting.page.setViewportSize(viewport);
    return waiting;
  }
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: options.scale ?? 1,
    offline: true,
  });
  context.setDefaultTimeout(patience);
  try {
    return { page: await context.newPage(), uses: 0 };
  } catch (error) {
    void context.close().catch(() => undefined);
    throw error;
  }
}

/** Puts a page where the next use finds it. Whether it may stay. */
function leavePage(shared: State, browser: Browser, options: PageOptions, left: Waiting): boolean {
  const { page, uses } = left;
  if (options.keptFor === undefined || uses >= usesOfPage) return false;
  if (shared.browser === undefined || page.isClosed() || !browser.isConnected()) return false;
  shared.waiting ??= new Map();
  const place = placeOf(options);
  shared.waiting.set(place, [...(shared.waiting.get(place) ?? []), left]);
  return true;
}

/** How Chromium died, where a step failed because it did. */
async function soon(browser: Browser, death: Promise<string>): Promise<string | undefined> {
  const moment = new Promise<undefined>((resolve) => setTimeout(resolve, 50, undefined));
  return (await Promise.race([death, moment])) ?? (browser.isConnected() ? undefined : ended);
}

/** Leaves a browser that is dead or hangs: whoever needs one starts another. Playwright ends it by force if need be. */
function abandon(shared: State, launching: Promise<Browser>): void {
  if (shared.browser === launching) shared.browser = undefined;
  void launching.then((browser) => browser.close()).catch(() => undefined);
}

function launch(shared: State): Promise<Browser> {
  const launching = launchChromium();
  const forget = (): void => {
    if (shared.browser !== launching) return;
    shared.browser = undefined;
    shared.waiting = undefined;
  };
  launching.then((browser) => browser.once('disconnected', forget), forget);
  return launching;
}

/** Ends the browser now, if one runs and nobody uses it. */
export async function closeChromium(): Promise<void> {
  const shared = state();
  if (shared.inUse > 0) return;
  clearTimeout(shared.idle);
  const closing = shared.browser;
  shared.browser = undefined;
  shared.waiting = undefined;
  await (await closing?.catch(() => undefined))?.close().catch(() => undefined);
}
