import type { Locator, Page } from 'playwright-core';
import { vi } from 'vitest';

/**
 * Puts the cursor on the middle of a point of a chart until `shown` appears. It moves there anew as a person would:
 * a chart that is laid out again just then has moved its points from under the first try.
 */
export async function hover(page: Page, point: Locator, shown: Locator): Promise<void> {
  await point.scrollIntoViewIfNeeded();
  const move = async (): Promise<void> => {
    const { x, y, width, height } = (await point.boundingBox())!;
    await page.mouse.move(x + width / 2 - 30, y + height / 2 - 30);
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
    await shown.waitFor({ state: 'visible', timeout: 3000 });
  };
  await vi.waitFor(move, { timeout: 600_000 });
}

/** The cursor on a point; its patch has appeared. */
export const hoverPatch = (page: Page, point: Locator): Promise<void> =>
  hover(page, point, page.locator('#ddr-patch'));
