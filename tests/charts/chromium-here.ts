import { findChromium } from '@ddr-lab/charts/chromium';

/** Why tests that need Chromium cannot run here; undefined where they can. */
export const chromiumMissing = ((): string | undefined => {
  try {
    findChromium();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
})();

/** For a test's name, so that a skipped one says why. */
export const inChromium = chromiumMissing ? `in Chromium (skipped: ${chromiumMissing})` : 'in Chromium';
