import { launch, openPage, until } from './tests/explorer/pages';
async function main() {
  const [file, out, wait] = process.argv.slice(2);
  const browser = await launch();
  for (const [w, dark] of [[1280, false], [390, true]] as const) {
    const { page, problems } = await openPage(browser, file, { width: w, height: 900, dark });
    await page.evaluate('ddrExplorer.ready');
    await until(page, '!!ddrExplorer.points(0)');
    await new Promise((r) => setTimeout(r, Number(wait) * 1000));
    await page.screenshot({ path: `${out}-${w}.png`, fullPage: true });
    console.log(problems);
    await page.context().close();
  }
  await browser.close();
}
void main();
