// Run by chromium.test.ts in a process of its own: draws once, then ends by itself (`end`), stays with a page open
// (`hold`) or without (`keep`).
import { keepChromium, withPage } from '@ddr-lab/charts/chromium';

if (process.argv[2] === 'keep') keepChromium();
void withPage({ width: 50, height: 50 }, async (page) => {
  process.stdout.write(`${await page.evaluate<number>('6 * 7')}\n`);
  if (process.argv[2] === 'hold') await new Promise((resolve) => setTimeout(resolve, 600_000));
});
