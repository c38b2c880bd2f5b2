import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findBrowser, isProgram, ownBrowsers } from './browsers.js';
import { lastLines, run } from './child.mjs';
import { ROOT, stateFolder } from './files.mjs';
import { homeless } from './home.mjs';
import { during } from './say.mjs';

/**
 * The browser that draws charts to files: the one that DDR_CHROMIUM names, or else Chromium, Chrome or Edge where they usually
 * are. Undefined where there is none, or where DDR_CHROMIUM is set but empty.
 */
export function findChromium({ root = ROOT, env = process.env } = {}) {
  if (env.DDR_CHROMIUM !== undefined) return isProgram(env.DDR_CHROMIUM) ? env.DDR_CHROMIUM : undefined;
  return findBrowser({ root, env });
}

const installer = (root) => path.join(root, 'node_modules', 'playwright-core', 'cli.js');

/** Whether set-up may fetch a browser: Playwright, which knows how, is installed, and DDR_CHROMIUM names no other. */
export const canFetchChromium = ({ root = ROOT, env = process.env } = {}) =>
  !env.DDR_NO_INSTALL && env.DDR_CHROMIUM === undefined && existsSync(installer(root));

/**
 * Has Playwright's own installer fetch Chromium without a window (some 100 MB) into `.ddr/browsers`, and starts it once.
 *
 * @throws Error in words, where it cannot be had or does not start here; nothing of it is left then.
 */
export async function fetchChromium({ root = ROOT, env = process.env, onStart, timeout = 600_000 } = {}) {
  const log = path.join(stateFolder(root), 'chromium.log');
  const folder = ownBrowsers(root);
  const told = homeless({ root, env: { ...env, PLAYWRIGHT_BROWSERS_PATH: folder } });
  const args = [installer(root), 'install', '--no-progress', 'chromium-headless-shell'];
  try {
    await during("Fetching Chromium with Playwright's installer", async () => {
      const { code, output } = await run(process.execPath, args, {
        cwd: root,
        env: told,
        log,
        onStart,
        timeout,
      });
      if (code === 124) throw new Error("Playwright's installer got no answer in time");
      if (code !== 0) throw new Error(`Playwright's installer failed (${reasonIn(output)})`);
    });
    await tryOut(findBrowser({ root, env: { PATH: '' }, home: folder }), { env: told, log });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The first line that says what went wrong; the whole is in `.ddr/chromium.log`. */
const reasonIn = (output) => /^Error: (.+)$/m.exec(output)?.[1] ?? output.trim().split('\n').at(-1);

/** A Linux without a desktop may lack libraries that it is linked with. */
async function tryOut(browser, { env, log }) {
  if (browser === undefined) throw new Error("Playwright's installer ended well, but there is no browser");
  const { code, output } = await run(browser, ['--version'], { env, log, timeout: 60_000 });
  if (code === 0) return;
  const lacks = /error while loading shared libraries: ([^:\s]+)/.exec(output)?.[1];
  throw new Error(
    lacks
      ? `Playwright's Chromium needs ${lacks}, which is not here (\`sudo npx playwright-core install-deps chromium\` installs what it needs)`
      : `Playwright's Chromium does not start:\n${lastLines(output, 4)}`,
  );
}
