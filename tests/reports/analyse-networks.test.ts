import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { InputError } from '@ddr-lab/base/errors';
import { cropToMultiple } from '@ddr-lab/images/crop';
import { readImage, writeImage } from '@ddr-lab/images/io';
import { resize } from '@ddr-lab/images/resize';
import { openSet } from '../../src/images/sets/open';
import type { OwnMetric } from '../../src/metrics/metric';
import { importNetwork } from '../../src/networks/import/import-network';
import { disposeNetwork } from '../../src/networks/tappable';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { analyseNetworks, type NetworkAnalyses } from '../../src/reports/analyse-networks';
import { type Report, reportText } from '../../src/reports/report';
import { qualityTable } from '../../src/reports/tables';
import { exampleAnalysis, exampleImages, HOSTILE, mae, quick, weights } from './example';

const LONG = 1_800_000;
let folder = '';
let images = '';
let analysis: NetworkAnalyses;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-analyse-test-'));
  images = await exampleImages(folder);
  analysis = await exampleAnalysis(folder, images);
}, LONG);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every field of a value by its path in docs/analyse.md's words, with the type it has there. */
function fieldsOf(value: unknown, at = ''): [string, string][] {
  if (Array.isArray(value)) {
    // A point is an element by itself.
    if (at.endsWith('.points')) return [[`${at}[]`, 'list']];
    return value.flatMap((element) => fieldsOf(element, `${at}[]`));
  }
  if (typeof value !== 'object' || value === null) return [[at, value === null ? 'null' : typeof value]];
  return Object.entries(value).flatMap(([key, inner]) => fieldsOf(inner, at === '' ? key : `${at}.${key}`));
}

it('the report has the fields that docs/analyse.md describes, of these types, and no others', async () => {
  const text = await readFile(path.join(__dirname, '../../docs/analyse.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([^`]+)` +\| ([a-z ]+?) +\|/gm)];
  const documented = new Map(rows.map(([, field, type]) => [field, type.split(' or ')]));
  const report = JSON.parse(reportText(analysis.report)) as Report;
  const found = fieldsOf({
    ...report,
    networks: report.networks.map((one) => ({ ...one, pixels: undefined })),
  })
    .filter(([, type]) => type !== 'undefined')
    .concat(fieldsOf(report.networks[0].pixels, 'networks[].layers[]'), [['networks[].pixels', 'object']]);
  // A metric of one's own stands there by its name.
  for (const entry of found) entry[0] = entry[0].replace(/\.mae$/, '.NAME');
  const wrong = found.filter(([field, type]) => !documented.get(field)?.includes(type));
  expect(wrong).toEqual([]);
  // Without a network that seems wrong and with files that do not clash, these lists are empty.
  const missing = [...documented.keys()].filter(
    (field) => !found.some(([name]) => name === field) && field !== 'networks[].warnings[]',
  );
  expect(missing).toEqual([]);
});

it('the text of report.json is the report', () => {
  expect(JSON.parse(reportText(analysis.report))).toEqual(analysis.report);
});

it('leaves out images that cannot be used, and names them', () => {
  const { skipped, names, count, patches } = analysis.report.images;
  expect(skipped).toEqual([
    { name: 'damaged.jpg', reason: expect.stringContaining('cannot be read as an image') as string },
    { name: 'empty.png', reason: 'the file is empty.' },
    { name: 'small.png', reason: '20 x 90 pixels are too few, 64 x 64 are needed.' },
  ]);
  expect(names).toEqual(['0.png', '1.png', '2.png', '3.png', `${HOSTILE}.png`, 'alpha.png']);
  expect([count, patches]).toEqual([6, 6]);
});

it('each network gets images shrunk by its own scale, and says what it makes of them', () => {
  const [x4, x3] = analysis.report.networks;
  expect([x4.scale, x4.shrunk, x3.scale, x3.shrunk]).toEqual([4, 4, 3, 3]);
  expect([x4.name, x3.name, x3.file]).toEqual(['msrresnet-x4', HOSTILE, `${HOSTILE}.pth`]);
  for (const { quality, layers, verdict, pixels } of [x4, x3]) {
    expect(quality.map(({ degradation, images }) => [degradation, images])).toEqual([
      ['clean', 2],
      ['blur4', 2],
      ['noise20', 2],
    ]);
    // Bicubic enlargement of a blurred input is farther from the original than that of a clean one.
    expect(quality[1].bicubic.psnr).toBeLessThan(quality[0].bicubic.psnr!);
    expect(layers.map(({ layer }) => layer)).toContain('RB1');
    expect(verdict.layer).toBe(layers[layers.length - 1].layer);
    expect(verdict.grade).toBe('undecided');
    expect(pixels.features).toBe(16 * 16 * 3);
  }
});

it("a metric of one's own stands beside PSNR and SSIM, with its direction and unit", async () => {
  const { networks, settings } = analysis.report;
  expect(settings.metrics).toEqual([{ name: 'mae', unit: 'levels', better: 'lower' }]);
  const { quality } = networks[0];
  // A blurred input is farther from the original than a clean one, by this measure as by any.
  expect(quality[1].bicubic.mae).toBeGreaterThan(quality[0].bicubic.mae!);
  // By hand for bicubic of the clean input: 4 pixels a side cut off, all three colours, 8 bits.
  let sum = 0;
  for (const name of ['0.png', '1.png']) {
    const hr = cropToMultiple(await readImage(path.join(images, name)), 4);
    const lr = resize(hr, { scale: 1 / 4, levels: 255 });
    const large = resize(lr, { height: hr.height, width: hr.width, levels: 255 });
    let errors = 0;
    for (let y = 4; y < hr.height - 4; y++) {
      for (let at = 3 * (y * hr.width + 4); at < 3 * ((y + 1) * hr.width - 4); at++) {
        errors += Math.abs(Math.round(255 * large.data[at]) - 255 * hr.data[at]);
      }
    }
    sum += errors / (3 * (hr.height - 8) * (hr.width - 8));
  }
  // float32 images, float64 sums.
  expect(quality[0].bicubic.mae).toBeCloseTo(sum / 2, 4);
  const { columns, rows } = qualityTable(networks, settings.metrics);
  expect(columns.slice(-2)).toEqual(['mae / levels ↓', 'bicubic mae / levels ↓']);
  expect(Number(rows[0].at(-1))).toBeCloseTo(sum / 2, 1);
});

it('metrics that are none are refused before any work, and values that are none by name', async () => {
  const refused = (metrics: readonly unknown[]): Promise<unknown> =>
    analyseNetworks('missing.pth', { ...quick, images, metrics: metrics as OwnMetric[] });
  await expect(refused([{ ...mae, name: 'PSNR' }])).rejects.toThrow(/PSNR has the name of one/);
  await expect(refused([mae, mae])).rejects.toThrow(/mae is named twice/);
  await expect(
    analyseNetworks(weights[0], {
      ...quick,
      images,
      layers: ['RB1'],
      metrics: [{ ...mae, name: 'odd', apply: () => NaN }],
    }),
  ).rejects.toThrow(/The metric odd gives NaN/);
});

it('CHI of each run can be had from its points', () => {
  const { networks, images } = analysis.report;
  const n = images.patches;
  for (const { chi, runs } of networks.flatMap(({ layers, pixels }) => [pixels, ...layers])) {
    for (const [run, { points }] of runs.entries()) {
      expect(points.length).toBe(3 * n);
      const mean = (list: typeof points): number[] =>
        [0, 1].map((d) => list.reduce((sum, point) => sum + point[d], 0) / list.length);
      const squares = (list: typeof points, [x, y]: number[]): number =>
        list.reduce((sum, point) => sum + (point[0] - x) ** 2 + (point[1] - y) ** 2, 0);
      const groups = [0, 1, 2].map((k) => points.slice(k * n, (k + 1) * n));
      const within = groups.reduce((sum, group) => sum + squares(group, mean(group)), 0);
      const between = squares(points, mean(points)) - within;
      // float64 sums in another order.
      expect(between / 2 / (within / (3 * n - 3)) / chi.values[run]).toBeCloseTo(1, 8);
    }
  }
});

it('the same seed gives the same report', { timeout: LONG }, async () => {
  const again = await exampleAnalysis(folder, images);
  expect({ ...again.report, created: analysis.report.created }).toEqual(analysis.report);
});

it('few images give several patches each', { timeout: LONG }, async () => {
  const { report } = await analyseNetworks(weights[1], {
    ...quick,
    images: { name: 'four', count: 5, read: (i) => Promise.resolve(big(i)), label: (i) => `${i}` },
    count: 12,
    layers: ['RB1'],
  });
  expect(report.images).toMatchObject({ count: 5, patches: 12 });
  expect(report.images.names.slice(0, 4)).toEqual(['0, part 1', '0, part 2', '1, part 1', '1, part 2']);
});

it('analyse says the same of the same folder', { timeout: LONG }, async () => {
  const photographs = path.join(folder, 'photographs');
  await mkdir(photographs);
  for (let i = 0; i < 17; i++) {
    // Of different sizes, one too small for a patch, one larger than what is cut of it, two the same.
    const [height, width] = i === 3 ? [60, 200] : i === 5 ? [530, 200] : [80 + 9 * i, 250 - 8 * i];
    const scene = drawScene({
      seed: i === 9 ? 8 : i,
      height: i === 9 ? 152 : height,
      width: i === 9 ? 186 : width,
    });
    await writeImage(scene, path.join(photographs, `${String(i).padStart(2, '0')}.png`));
  }
  const settings = {
    runs: 2,
    tsne: { iterations: 260 },
    cache: false,
    degradations: ['clean', 'blur1', 'noise20'],
  } as const;
  const { report } = await analyseNetworks(weights[0], {
    ...settings,
    images: photographs,
    layers: ['Conv1', 'RB2'],
    patch: 16,
    measured: 1,
  });
  const said: string[] = [];
  const onMessage = (message: string): void => void said.push(message);
  const network = await importNetwork(weights[0]);
  const lr = await lowResolution(await openSet(photographs), { onMessage });
  const { degradations } = settings;
  const sets = await degradedSets(lr, { degradations, patch: 16, onMessage });
  const results = await analyse(network, sets, { ...settings, layers: ['Conv1', 'RB2'], onMessage });
  disposeNetwork(network);

  const [{ layers, pixels, verdict }] = report.networks;
  // The report keeps the runs, not what CHI would be of other images.
  expect(results.map(({ chi }) => chi)).toMatchObject(layers.map(({ chi }) => chi));
  expect(JSON.stringify(report)).not.toContain('resampled');
  expect(results[1].pixels).toMatchObject(pixels.chi);
  expect(results[1].grade).toBe(verdict.grade);
  expect(results[1].patches).toBe(report.images.patches);
  expect(report.images.patches).toBeGreaterThan(16);
  // What there is to say is said in both, in the same words.
  expect(said).toEqual(expect.arrayContaining([...report.images.warnings]));
  expect(report.images.warnings).toEqual([
    expect.stringMatching(/^Of 16 images \d+ patches were taken: 100 were wanted/),
    ...(report.images.patches < 90 ? [expect.stringMatching(/are few/)] : []),
    '09.png shows the same picture as 08.png: both are counted.',
  ]);
});

function big(seed: number): ReturnType<typeof drawScene> {
  return drawScene({ seed, height: 100, width: 160 });
}

describe('bad input is refused in words', () => {
  const refused: [string, () => Promise<unknown>, RegExp][] = [
    ['no file', () => analyseNetworks([]), /at least one weight file/],
    ['a file that is not there', () => analyseNetworks('nowhere.pth'), /nowhere\.pth/],
    [
      'one degradation',
      () => analyseNetworks(weights, { degradations: ['clean'] }),
      /at least two degradations/,
    ],
    [
      'one twice',
      () => analyseNetworks(weights, { degradations: ['clean', 'Clean'] }),
      /clean is named twice/,
    ],
    [
      'an unknown one',
      () => analyseNetworks(weights, { degradations: ['clean', 'fog3'] }),
      /there is no "fog3"/,
    ],
    ['no run', () => analyseNetworks(weights, { runs: 0 }), /runs must be a whole number of at least 1/],
    [
      'a layer that no network has',
      () => analyseNetworks(weights, { images, layers: ['RB99'] }),
      /No layer "RB99".*RB1/,
    ],
    [
      'an SRCNN of unknown scale',
      () => analyseNetworks(path.join(__dirname, '../fixtures/import/srcnn.pth'), { images }),
      /srcnn\.pth.*--scale 4/,
    ],
    [
      'patches larger than images are cut to',
      () => analyseNetworks(weights, { images, patch: 32, size: 100 }),
      /128 x 128 pixels, more than the 100/,
    ],
    [
      'too few images',
      () => analyseNetworks(weights, { images, patch: 20 }),
      /images: 4 images of 9 can be used.*at least 5.*small\.png: 20 x 90/,
    ],
  ];
  it.each(refused)('%s', { timeout: LONG }, async (_, call, message) => {
    const error = await call().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
  });
});
