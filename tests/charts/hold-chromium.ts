// Run by chromium.test.ts in a process of its own: draws once, then ends by itself (`end`) or stays with a page open (`hold`).
import { withPage } from '../../src/charts/chromium';

void withPage({ width: 50, height: 50 }, async (page) => {
  process.stdout.write(`${await page.evaluate<number>('6 * 7')}\n`);
  if (process.argv[2] === 'hold') await new Promise((resolve) => setTimeout(resolve, 600_000));
});
