import type { Browser, Page } from 'playwright-core';
import { sharedWork } from '@ddr-lab/base/signal';
import { ChromiumDied } from './find-chromium';
import { launchChromium, patience } from './launch-chromium';

export { ChromiumDied, ChromiumMissing, findChromium } from './find-chromium';

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
}

/**
 * Runs `use` with a fresh, offline page of the given size. The browser is started when first needed, shared, and closed a
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
  { width, height, scale = 1, limit = 600_000 }: PageOptions,
  use: (page: Page) => Promise<Result>,
): Promise<{ result: Result } | { death: string }> {
  const launching = (shared.browser ??= sharedWork(() => launch(shared)));
  const browser = await launching;
  let die: (how: string) => void = () => undefined;
  const death = new Promise<string>((resolve) => (die = resolve));
  const onEnd = (): void => die(ended);
  browser.on('disconnected', onEnd);
  const timer = setTimeout(() => die(`gave no sign for ${limit / 1000} s`), limit);
  const work = async (): Promise<Result> => {
    const context = await browser.newContext({
      viewport: { width: Math.ceil(width), height: Math.ceil(height) },
      deviceScaleFactor: scale,
      offline: true,
    });
    context.setDefaultTimeout(patience);
    try {
      const page = await context.newPage();
      page.on('crash', () => die(crashed));
      return await use(page);
    } finally {
      // Not waited for where Chromium no longer answers.
      await Promise.race([context.close().catch(() => undefined), death]);
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
    if (shared.browser === launching) shared.browser = undefined;
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
  await (await closing?.catch(() => undefined))?.close().catch(() => undefined);
}
