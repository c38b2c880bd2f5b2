import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addCompare } from '../../bin/commands/compare';
import { InputError } from '@ddr-lab/base/errors';
import type { ClaimRecord } from '@ddr-lab/book/claims/claim-record';
import { tableText } from '@ddr-lab/book/cells/table-format';
import { overRuns } from '../../src/metrics/spread';
import { compareReports, layersTable, movedText } from '../../src/reports/compare-reports';
import { claimsTable, compareRuns } from '../../src/reports/compare-runs';
import { readReport } from '../../src/reports/read-report';
import { reportText, type LayerReport, type NetworkReport, type Report } from '../../src/reports/report';
import { analyseNetworks } from '../../src/reports/analyse-networks';
import { exampleImages, HOSTILE, quick, weights } from './example';

const layer = (name: string, chi: readonly number[], wd: readonly number[] = [10, 11, 12]): LayerReport => ({
  layer: name,
  features: 4,
  wd: overRuns(wd),
  bd: overRuns([7, 7, 7]),
  chi: overRuns(chi),
  reduced: { wd: 1, bd: 1, chi: 1 },
  runs: [{ seed: 0, kl: 1, points: Array.from({ length: 6 }, (_, i) => [i, i % 2] as const) }],
});

interface Sketch {
  readonly layers?: readonly LayerReport[];
  readonly degradations?: readonly string[];
  readonly patches?: number;
  readonly patch?: number;
  readonly set?: string;
  readonly name?: string;
}

/** A report with what a comparison looks at. */
function report({
  layers = [layer('RB1', [290, 300, 310])],
  degradations = ['clean', 'blur4'],
  patches = 100,
  patch = 32,
  set = 'scenes',
  name = 'net',
}: Sketch = {}): Report {
  const settings = { degradations, patch, components: 50, perplexity: 30, runs: 3 };
  const network = {
    name,
    shrunk: 4,
    verdict: { grade: 'strongly' },
    pixels: layer('pixels', [1, 1, 1]),
    layers,
  };
  const made = {
    ...{ format: 'ddr-lab analysis', version: 1, program: 'ddr-lab', backend: 'cpu', settings },
    ...{ images: { set, patches, names: [] }, networks: [network as unknown as NetworkReport] },
  };
  return made as unknown as Report;
}
const compared = (a: Sketch, b: Sketch): ReturnType<typeof compareReports> =>
  compareReports({ name: 'a.json', report: report(a) }, { name: 'b.json', report: report(b) });

describe('two reports', () => {
  it('says what moved beyond the spread of the seeds', () => {
    // Means 300 and 282; deviations (n - 1) are 10 and 10, so that twice their joint spread is 28.3; 32 is beyond.
    const { networks } = compared(
      { layers: [layer('RB1', [290, 300, 310]), layer('RB2', [290, 300, 310]), layer('RB3', [5])] },
      { layers: [layer('RB1', [272, 282, 292]), layer('RB2', [322, 332, 342]), layer('RB3', [9])] },
    );
    const [pixels, one, two, three] = networks[0].layers;
    expect(pixels).toMatchObject({
      layer: 'input pixels',
      chi: { difference: 0, spread: 0, moved: 'within' },
    });
    expect(one.chi).toMatchObject({ difference: -18, moved: 'within' });
    expect(one.chi.spread).toBeCloseTo(Math.sqrt(200), 10);
    expect(two.chi).toMatchObject({ difference: 32, moved: 'up' });
    expect(two.wd.moved).toBe('within');
    expect(three.chi).toMatchObject({ spread: null, moved: 'unknown' });
    expect(movedText(networks[0])).toBe('net: CHI up at RB2.');
    const text = tableText(layersTable(networks[0], ['chi'])).split('\n');
    expect(text[4].trim().split(/ {2,}/)).toEqual(['RB2', '300.00 ± 8.16', '332.00 ± 8.16', 'up']);
  });

  it('compares the layers that both have, and says which it left out and what else differs', () => {
    const { networks, notes } = compared(
      { layers: [layer('RB1', [1]), layer('RB2', [1])] },
      { layers: [layer('RB2', [1]), layer('RB9', [1])], set: 'photos' },
    );
    expect(networks[0].layers.map(({ layer: name }) => name)).toEqual(['input pixels', 'RB2']);
    expect(notes.join(' ')).toMatch(/images differ: “scenes” in A, “photos” in B.*left out: RB1, RB9/);
  });

  it.each<[string, Sketch, RegExp]>([
    [
      'other degradations',
      { degradations: ['clean', 'noise20'] },
      /degradations are clean, blur4 in the first, clean, noise20/,
    ],
    [
      'another number of patches',
      { patches: 50 },
      /patches of each degradation are 100 in the first, 50 in the second/,
    ],
    ['another size of patches', { patch: 16 }, /setting patch is 32 in the first, 16/],
    ['other layers', { layers: [layer('Body1', [1])] }, /no layer is in both: RB1 in the first, Body1/],
  ])('refuses %s in words', (_, other, message) => {
    expect(() => compared({}, other)).toThrow(InputError);
    expect(() => compared({}, other)).toThrow(message);
  });
});

const claim = (
  id: string,
  ours: unknown,
  verdict: string,
  interval?: { low: number; high: number },
): ClaimRecord =>
  ({
    id,
    section: '',
    text: '',
    paper: null,
    ours,
    threshold: '',
    verdict,
    notebook: '03-x',
    interval,
  }) as ClaimRecord;

describe('two runs', () => {
  it('says of each claim what moved', () => {
    const a = [
      claim('same', 2, 'holds'),
      claim('verdict', 2, 'holds'),
      claim('within', 2, 'holds', { low: 1, high: 3 }),
      claim('beyond', 2, 'holds', { low: 1, high: 3 }),
      claim('number', 2, 'holds'),
      claim('gone', 2, 'holds'),
    ];
    const b = [
      claim('same', 2, 'holds'),
      claim('verdict', 1, 'holds weakly'),
      claim('within', 2.5, 'holds', { low: 2.1, high: 3 }),
      claim('beyond', 4, 'holds', { low: 3.5, high: 5 }),
      claim('number', 2.1, 'holds'),
    ];
    const comparison = compareRuns({ name: 'a', claims: a }, { name: 'b', claims: b });
    const moved = Object.fromEntries(comparison.claims.map((one) => [one.id, one.moved]));
    expect(moved).toEqual({
      ...{ same: 'same', verdict: 'verdict', within: 'within', beyond: 'beyond', number: 'number' },
      gone: 'A alone',
    });
    expect(claimsTable(comparison).rows).toHaveLength(5);
    expect(() => compareRuns({ name: 'a', claims: a }, { name: 'b', claims: [] })).toThrow(
      /no claim is checked in both/,
    );
  });
});

describe('ddr compare', () => {
  let folder = '';
  let images = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ddr-compare-command-'));
    images = await exampleImages(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));
  const inFolder = (name: string): string => path.join(folder, name);

  /** Runs it in this process: what it prints. */
  async function compare(...words: string[]): Promise<string> {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
    const out = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => printed.push(String(text)) > 0);
    const errors = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    try {
      const program = new Command().exitOverride();
      addCompare(program);
      await program.parseAsync(['compare', ...words], { from: 'user' });
    } finally {
      for (const spy of [log, out, errors]) spy.mockRestore();
    }
    return printed.join('\n');
  }

  it('compares two weight files on the same images', async () => {
    const analysis = {
      '--images': images,
      '--patch': '16',
      '--count': '7',
      '--runs': '2',
      '--layers': 'RB1',
    };
    const { networks } = JSON.parse(
      await compare(...weights, ...Object.entries(analysis).flat(), '--json'),
    ) as {
      networks: {
        a: string;
        b: string;
        layers: { layer: string; chi: { difference: number; a: object } }[];
      }[];
    };
    expect(networks.map(({ a, b }) => [a, b])).toEqual([['msrresnet-x4', 'msrresnet-x3']]);
    expect(networks[0].layers.map(({ layer: name }) => name)).toEqual(['input pixels', 'RB1']);
    // Each network by itself, as `ddr analyse` reports on it.
    const { report: one } = await analyseNetworks(weights[0], {
      ...quick,
      tsne: {},
      images,
      layers: ['RB1'],
    });
    expect(networks[0].layers[1].chi.a).toEqual(one.networks[0].layers[0].chi);
  });

  it('writes a page of two reports, and replaces no file but a page of its own', async () => {
    const page = inFolder('page.html');
    for (const [name, chi] of [
      ['one', [290, 300, 310]],
      ['two', [1, 2, 3]],
    ] as const) {
      await mkdir(inFolder(name));
      const made = report({
        layers: [layer('RB1', chi)],
        patches: 3,
        set: name === 'one' ? HOSTILE : 'scenes',
      });
      await writeFile(inFolder(`${name}/report.json`), reportText(made));
    }
    const table = await compare(inFolder('one'), inFolder('two/report.json'), '--out', page);
    expect(table).toMatch(/RB1 +300\.00 ± 8\.16 +2\.00 ± 0\.82 +down/);
    const html = await readFile(page, 'utf8');
    expect(/<h1>.*<\/h1>/.exec(html)?.[0]).toBe('<h1>one and two</h1>');
    // The images' name goes into the page's notes as text.
    expect(html.includes(HOSTILE)).toBe(false);
    await writeFile(inFolder('claims.json'), JSON.stringify([claim('x', 2, 'holds')]));
    await compare(inFolder('claims.json'), inFolder('claims.json'), '--out', page);
    expect((await readFile(page, 'utf8')).includes('Of 1 claims in both')).toBe(true);
    await writeFile(page, 'mine');
    await expect(compare(inFolder('claims.json'), inFolder('claims.json'), '--out', page)).rejects.toThrow(
      /no page of this command.*--force/,
    );
    expect(await readFile(page, 'utf8')).toBe('mine');
  });

  it('refuses what is not of one kind, no report, and flags of no use', async () => {
    await writeFile(inFolder('claims.json'), '[]');
    await writeFile(inFolder('other.json'), '{"format": "other"}');
    await expect(compare(inFolder('claims.json'), weights[0])).rejects.toThrow(
      /is a run, .*a weight file: name two of one kind/,
    );
    await expect(compare(inFolder('other.json'), inFolder('other.json'), '--json')).rejects.toThrow(
      /no report of `ddr analyse`/,
    );
    await expect(
      compare(inFolder('other.json'), inFolder('other.json'), '--runs', '3', '--json'),
    ).rejects.toThrow(/--runs: is for two weight files alone/);
    const damaged = { ...report(), networks: [{ name: 'x', verdict: {}, pixels: {}, layers: [] }] };
    await writeFile(inFolder('damaged.json'), JSON.stringify(damaged));
    await expect(readReport(inFolder('damaged.json'))).rejects.toThrow(/a layer of x has no WD, BD or CHI/);
  });
});
