import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { cropCentre } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import { writeImage } from '@ddr-lab/images/io';
import { pca, transform } from '@ddr-lab/projection/pca/pca';
import { tsneTransform } from '@ddr-lab/projection/tsne-transform';
import { diffusionIndex } from '../../src/attribution/diffusion';
import { lam } from '../../src/attribution/lam';
import { windowDetail } from '../../src/attribution/targets';
import { openTestSet } from '../../src/analysis/test-set';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { degrade } from '../../src/degradations/presets';
import { unpack } from '../../src/explorer/shared/bytes';
import type { ExplorerData } from '../../src/explorer/shared/data';
import { writeExplorer } from '../../src/explorer/write-explorer';
import { tap } from '../../src/features/tap';
import { degradeWith } from '../../src/networks/degrade-with';
import { loadNetwork } from '../../src/networks/load-network';
import type { Network } from '../../src/networks/network';
import { disposeNetwork } from '../../src/networks/tappable';
import { chromiumMissing, inChromium } from '../charts/chromium-here';
import { launch, openPage, slide, smallDegrader, smallNetworks, until } from './pages';

const degradations = ['clean', 'blur2', 'noise20', 'jpeg10'];
const count = 15;
let folder = '';
let file = '';
let weights: string[] = [];
let degrader = '';
let browser: Browser | undefined;
/** An image that the page has never seen, of 96 x 41 pixels: three patches. */
let image: Image;
let data: ExplorerData;
let bytes: Uint8Array;

const middlePatch = (): number[] => [...cropCentre(image, 32).data].map((value) => Math.round(value * 255));
const photograph = (): string => path.join(folder, 'photograph.png');
/** Its middle, one patch. */
const middle = (): string => path.join(folder, 'middle.png');
/** Of the first network, at its last layer. */
const LAYER = 'RB3';

beforeAll(async () => {
  process.env.DDR_DATA = '';
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-explorer-test-'));
  weights = await smallNetworks(folder);
  degrader = await smallDegrader(folder);
  file = path.join(folder, 'explorer.html');
  await writeExplorer(file, {
    weights,
    degraders: [degrader],
    images: 'scenes',
    count,
    degradations,
    layers: ['Conv1', 'RB1', LAYER],
    perplexity: 12,
  });
  const html = await readFile(file, 'utf8');
  const part = (id: string): string => new RegExp(`id="${id}">([^]*?)</script>`).exec(html)![1];
  data = JSON.parse(part('data')) as ExplorerData;
  bytes = new Uint8Array(Buffer.from(part('bytes'), 'base64'));
  image = createImage(41, 96);
  image.data.forEach(
    (_, at) => (image.data[at] = Math.round(127 + 90 * Math.sin(at / 7) + 30 * Math.cos(at / 211)) / 255),
  );
  await writeImage(image, photograph());
  await writeImage(cropCentre(image, 32), middle());
  if (!chromiumMissing) browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Gives the page a file by its button. */
async function choose(page: Page, name: string): Promise<void> {
  await page.locator('#file').setInputFiles(name);
}

async function withImage(hash = ''): Promise<{ page: Page; problems: string[] }> {
  const opened = await openPage(browser!, file, { hash });
  await opened.page.evaluate('ddrExplorer.ready');
  await choose(opened.page, photograph());
  await until(opened.page, 'ddrExplorer.points(0)?.now.length === 6');
  return opened;
}

const differ = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

describe('the written page', () => {
  it('is one file that could be sent, whose policy lets nothing out', async () => {
    expect((await stat(file)).size).toBeLessThan(12e6);
    const html = await readFile(file, 'utf8');
    expect(html).toContain(`content="default-src 'none'`);
    expect(html).toContain(`connect-src 'none'`);
    expect(html).not.toMatch(/<(?:link|img|script|iframe)[^>]*(?:src|href)="(?!data:)/);
  });

  it('has the principal components of the library, found of the same patches', async () => {
    const set = await openTestSet({ count });
    const lr = await lowResolution(set, { count, onMessage: false });
    const { patches } = await degradedSets(lr, { degradations, count, onMessage: false });
    const inBytes = patches.map((patch) =>
      createImage(
        32,
        32,
        patch.data.map((value) => Math.round(value * 255) / 255),
      ),
    );
    const network = await loadNetwork(weights[0]);
    const features = (await tap(network, [LAYER], inBytes, { view: 'mean-deviation' }))[LAYER];
    disposeNetwork(network);
    const { scores } = pca(features, { components: 2 });
    const map = data.networks[0].maps[2];
    expect(map.layer).toBe(LAYER);
    const own = unpack(bytes, map.scores);
    const spread = Math.max(...scores.data.map(Math.abs));
    for (const axis of [0, 1]) {
      const theirs = patches.map((_, row) => scores.data[2 * row + axis]);
      const ours = patches.map((_, row) => own[row * map.count + axis]);
      const sign = Math.sign(theirs.reduce((sum, value, row) => sum + value * ours[row], 0));
      // In half precision; components may be turned round.
      expect(
        differ(
          ours.map((value) => sign * value),
          theirs,
        ),
      ).toBeLessThan(1e-3 * spread);
    }
  });
});

describe.skipIf(chromiumMissing)(`the page ${inChromium}`, () => {
  it.each(['webgpu', 'webgl', 'wasm', 'cpu'])(
    'computes the features of `ddr tap` in %s, and places them as the library does',
    async (backend) => {
      // A graphics card that the processor plays is slow: one network does there.
      const used = backend.startsWith('web') ? weights.slice(0, 1) : weights;
      const hash = `#backend=${backend}&map=tsne&networks=${[...used.keys()].join('.')}`;
      const { page, problems } = await openPage(browser!, file, { hash });
      const started = await page.evaluate<string>('ddrExplorer.ready.catch((error) => error.message)');
      // What a browser does not offer, it says; WebAssembly and JavaScript are everywhere.
      if (started !== backend) {
        expect(['webgpu', 'webgl']).toContain(backend);
        expect(started).toMatch(/nothing here computes/);
        await page.context().close();
        return;
      }
      await choose(page, middle());
      await until(page, used.map((_, at) => `ddrExplorer.points(${at})?.now.length === 2`).join(' && '));
      for (const [at, weight] of used.entries()) {
        const network = await loadNetwork(weight);
        // The middle of the image is the first patch, as `ddr tap` takes it.
        const patch = cropCentre(image, 32);
        for (const view of ['mean-deviation', 'flattened'] as const) {
          const features = (await tap(network, [LAYER], [patch], { view }))[LAYER];
          const own = await page.evaluate<number[][]>(`ddrExplorer.features(${at}, '${LAYER}', '${view}')`);
          expect(own[0]).toHaveLength(features.data.length);
          expect(differ(own[0], features.data), `${backend}, ${view}`).toBeLessThan(1e-4);
          if (view === 'flattened') continue;
          const map = data.networks[at].maps[2];
          const components = createMatrix(
            map.count,
            map.features,
            Float64Array.from(unpack(bytes, map.components)),
          );
          const fitted = { components, mean: Float64Array.from(unpack(bytes, map.mean)) };
          const scores = transform(fitted as Parameters<typeof transform>[0], features);
          const place = (kind: string): Promise<number[][]> =>
            page.evaluate(`ddrExplorer.place(${at}, 2, '${kind}', ${JSON.stringify([[...features.data]])})`);
          expect(differ((await place('pca'))[0], scores.data.slice(0, 2))).toBeLessThan(1e-6);
          const rows = count * degradations.length;
          const old = {
            X: createMatrix(rows, map.count, unpack(bytes, map.scores)),
            points: createMatrix(rows, 2, unpack(bytes, map.tsne!.points)),
          };
          const expected = tsneTransform(old, scores, { perplexity: map.tsne!.perplexity });
          expect(differ((await place('tsne'))[0], expected.data)).toBeLessThan(1e-3);
          const points = await page.evaluate<{ now: number[] }>(`ddrExplorer.points(${at})`);
          expect(differ(points.now.slice(0, 2), expected.data)).toBeLessThan(0.05);
        }
        if (backend === 'wasm') await sameLook(page, at, network, patch);
        disposeNetwork(network);
      }
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );

  /** The map of the pixels that a network used for the window in the middle is what `ddr attribute lam` gives. */
  async function sameLook(page: Page, at: number, network: Network, patch: Image): Promise<void> {
    if (at === 0) {
      await page.locator('#picture').press('Enter');
      // Coarsely at first.
      await until(page, 'ddrExplorer.attribution(0)?.steps === 4');
    }
    await until(page, `ddrExplorer.attribution(${at})?.steps === 50`);
    const own = await page.evaluate<{ map: number[]; di: number; look: number[] }>(
      `ddrExplorer.attribution(${at})`,
    );
    expect(own.look).toEqual([14, 14]);
    const { map } = await lam.attribute(network, patch, windowDetail({ top: 56, left: 56 }));
    // As the library's maps are held to PyTorch's: float32 sums of 50 gradients.
    expect(differ(own.map, map)).toBeLessThan(2e-3);
    expect(Math.abs(own.di - diffusionIndex(map))).toBeLessThan(0.1);
  }

  it('degrades by the library’s functions as a slider moves, the points travel, and what is no image is answered in a sentence', async () => {
    const { page, problems } = await withImage();
    const before = await page.evaluate<{ now: number[] }>('ddrExplorer.points(0)');
    await slide(page, 'blur', 2);
    await until(page, `ddrExplorer.lastStep() > 0 && ${differs(before.now)}`);
    const blurred = await degrade(image, 'blur2');
    const patch = cropCentre(blurred, 32).data.map((value) => Math.round(value * 255));
    const [own] = await page.evaluate<number[][]>('ddrExplorer.patches()');
    expect(differ(own, patch)).toBe(0);
    expect(await page.locator('#verdicts li').count()).toBeGreaterThan(3);
    expect(await page.locator('#map-a figcaption').textContent()).toMatch(
      /CHI of the map [\d.]+.*before against after: [\d.]+/,
    );
    for (const [id, value] of [
      ['noise', 20],
      ['jpeg', 80],
      ['rain', 5],
    ] as const) {
      const was = await page.evaluate<{ now: number[] }>('ddrExplorer.points(1)');
      await slide(page, id, value);
      await until(page, differs(was.now, 1));
    }
    // What comes out follows: two canvases of four times the side.
    await until(page, 'document.getElementById("under").width === 256');
    expect(await page.evaluate('location.hash')).toBe('#blur=2&noise=20&jpeg=20&rain=5');
    for (const [id, value] of Object.entries({ blur: 0, noise: 0, jpeg: 0, rain: 0 }))
      await slide(page, id, value);
    await page.locator('#learnt').selectOption('0');
    const learnt = await loadNetwork(degrader);
    const made = cropCentre(await degradeWith(learnt, image), 32).data.map((value) =>
      Math.round(value * 255),
    );
    disposeNetwork(learnt);
    await until(page, `ddrExplorer.patches()[0].join() !== '${middlePatch().join()}'`);
    const [degraded] = await page.evaluate<number[][]>('ddrExplorer.patches()');
    // Rounding to 8 bits may fall to either side.
    expect(differ(degraded, made)).toBeLessThanOrEqual(1);
    expect(degraded.filter((value, i) => value !== made[i]).length).toBeLessThan(5);
    const download = page.waitForEvent('download');
    await page.locator('#save-png').click();
    const figure = sharp(await (await download).path());
    const [, width] = /<svg [^>]*width="(\d+)"/.exec(await page.evaluate<string>('ddrExplorer.svg()'))!;
    expect(await figure.metadata()).toMatchObject({ format: 'png', width: 3 * Number(width) });
    expect((await figure.stats()).entropy).toBeGreaterThan(0.2);
    await refuses(page);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  /** What is no image is answered in a sentence, and what is there stays. */
  async function refuses(page: Page): Promise<void> {
    const png = await readFile(photograph());
    const huge = Buffer.from(png);
    huge.writeUInt32BE(10_000, 16);
    huge.writeUInt32BE(10_000, 20);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const narrow = await sharp({ create: { width: 20, height: 200, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    for (const [name, content, words] of [
      ['cut.png', png.subarray(0, 200), /damaged/],
      ['huge.png', huge, /100 megapixels/],
      ['drawing.svg', svg, /SVG/],
      ['letter.txt', Buffer.from('Dear reader'), /no image/],
      ['narrow.png', narrow, /narrow/],
    ] as const) {
      // As a drop; the button gives a file the same way.
      await page.evaluate(
        `(() => { const transfer = new DataTransfer(); transfer.items.add(new File([Uint8Array.from(${JSON.stringify([...content])})], '${name}'));
          dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })); })()`,
      );
      await until(page, `${String(words)}.test(document.getElementById('problem').textContent)`);
      expect(await page.locator('#problem').textContent()).toContain(name);
    }
    expect(await page.evaluate('ddrExplorer.points(0).now.length')).toBe(6);
    await choose(page, photograph());
    await until(page, `document.getElementById('problem').textContent === ''`);
  }

  it('is walked through by keys, glides through layers, and is made again by its link, a figure and a cell', async () => {
    const { page, problems } = await openPage(browser!, file, { width: 390, height: 800, dark: true });
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    await page.locator('#map-a canvas').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await until(page, `document.getElementById('live').textContent.includes('loses')`);
    await page.keyboard.press('Enter');
    await until(page, `!document.getElementById('pinned').hidden`);
    await page.evaluate('ddrExplorer.ready');
    // The patch, what both make of it, and six neighbours in each.
    await until(page, `document.querySelectorAll('#pinned canvas').length === 17`);
    await slide(page, 'layer', 0);
    expect(await page.locator('#layer-name').textContent()).toBe('Conv1');
    await page.locator('#legend button', { hasText: 'jpeg10' }).click();
    await page.locator('#colour').selectOption('loss');
    const hash = await page.evaluate<string>('location.hash');
    expect(hash).toMatch(/layer=0.*colour=loss.*pin=\d+.*hidden=3/);
    const again = await openPage(browser!, file, { hash });
    expect(await again.page.evaluate('ddrExplorer.state()')).toEqual(
      await page.evaluate('ddrExplorer.state()'),
    );
    const svg = await again.page.evaluate<string>('ddrExplorer.svg()');
    expect(svg.match(/<(?:circle|polygon)/g)!.length).toBe(2 * 3 * count);
    expect(svg).toMatch(/small-wgr, Conv1/);
    const chi = /CHI of the map ([\d.]+)\./.exec(svg)![1];
    expect(Number((await cellNotes(await again.page.evaluate<string>('ddrExplorer.cell()')))[0])).toBeCloseTo(
      Number(chi),
      0,
    );
    expect([...problems, ...again.problems]).toEqual([]);
  });
});

/** The CHI that a cell writes below its panels: run as it is, but for where it imports from and its last line. */
async function cellNotes(cell: string): Promise<string[]> {
  const scratch = path.join(folder, 'cell.ts');
  const index = path.join(__dirname, '../../src/index');
  const body = cell.replace("'../src/index'", JSON.stringify(index)).replace(/^await figure\(.*\n/m, '');
  const imports = /^import .*\n/.exec(body)![0];
  await writeFile(
    scratch,
    `${imports}export async function run(): Promise<{ note: string }[]> {\n${body.slice(imports.length)}\nreturn panels;\n}\n`,
  );
  const { run } = (await import(pathToFileURL(scratch).href)) as { run: () => Promise<{ note: string }[]> };
  return (await run()).map(({ note }) => note.replace('CHI ', ''));
}

/** Whether the middle patch is elsewhere than it was. */
const differs = (was: readonly number[], network = 0): string =>
  `Math.hypot(ddrExplorer.points(${network}).now[0] - ${was[0]}, ddrExplorer.points(${network}).now[1] - ${was[1]}) > 1e-6`;
