import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '@ddr-lab/charts/chromium';
import { type Network, buildNetwork, saveNetwork } from '../../src/networks/network';
import { disposeNetwork } from '../../src/networks/tappable';

/** Two small networks with weights as they were drawn, as files. */
export async function smallNetworks(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const globalResidual of [true, false]) {
    const network: Network = await buildNetwork({
      kind: 'srresnet',
      channels: 8,
      blocks: 3,
      scale: 4,
      globalResidual,
      outerGain: 0.6,
      seed: 3,
    });
    const file = path.join(folder, `small-${globalResidual ? 'wgr' : 'wogr'}.safetensors`);
    await saveNetwork(file, network);
    disposeNetwork(network);
    files.push(file);
  }
  return files;
}

/** A small network that degrades, as a file. */
export async function smallDegrader(folder: string): Promise<string> {
  const network = await buildNetwork({
    kind: 'degrader',
    channels: 8,
    blocks: 1,
    noise: true,
    noiseGain: 0.1,
    seed: 4,
  });
  const file = path.join(folder, 'small-degrader.safetensors');
  await saveNetwork(file, network);
  disposeNetwork(network);
  return file;
}

/** Chromium with a graphics card that the processor plays. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
    ],
  });
}

/** What a page is opened with. */
export interface Opening {
  readonly width?: number;
  readonly height?: number;
  readonly hash?: string;
  readonly dark?: boolean;
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

/** A page opened from disk without a network, and what went wrong on it so far. */
export async function openPage(
  browser: Browser,
  file: string,
  { width = 1280, height = 900, hash = '', dark = false, reducedMotion = 'reduce' }: Opening = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    offline: true,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion,
  });
  // A busy machine takes long to open a page: against hanging alone.
  context.setDefaultTimeout(300_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
  });
  await page.goto(`file://${file}${hash}`);
  await until(page, '!!window.ddrExplorer');
  return { page, problems };
}

/**
 * Waits until an expression holds. Playwright's own waiting needs `eval`, which the page's policy forbids. It gives up after five
 * minutes, against hanging alone.
 */
export async function until(page: Page, expression: string): Promise<void> {
  const last = Date.now() + 300_000;
  while (!(await page.evaluate(expression))) {
    if (Date.now() > last) throw new Error(`It never came to this: ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Moves a slider as a hand does. */
export function slide(page: Page, id: string, value: number): Promise<void> {
  return page.locator(`#${id}`).evaluate((slider, to) => {
    (slider as unknown as { value: string }).value = String(to);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    slider.dispatchEvent(new Event('change', { bubbles: true }));
  }, value);
}
