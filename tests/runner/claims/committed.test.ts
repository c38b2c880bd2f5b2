import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  COMMITTED,
  findClaims,
  jsonClaims,
  mergeClaims,
  ON_PHOTOGRAPHS,
  readClaimsFile,
  sourceWords,
  writeClaimsFile,
} from '@ddr-lab/book/claims/committed';
import { claimRows } from '@ddr-lab/book/claims/claim-record';
import { keepClaims, restsOnPhotographs } from '@ddr-lab/book/claims/keep';
import { eachCheck, oncePerClaim } from '@ddr-lab/book/claims/claim-record';
import { notebookTitles } from '@ddr-lab/book/claims/by-notebook';
import { markers, notebooksMarker, withClaims, writeClaimTables } from '@ddr-lab/book/claims/readme';
import { PROJECT } from '@ddr-lab/book/jupyter';
import { claim } from './example';

/** A notebook's file of one cell of text. */
const notebook = (text: string): string =>
  JSON.stringify({
    cells: [{ cell_type: 'markdown', metadata: {}, source: text }],
    metadata: { kernelspec: { name: 'tslab' } },
    nbformat: 4,
    nbformat_minor: 5,
  });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-claims-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a claim that several notebooks check', () => {
  const checks = [
    claim({ notebook: '04-e', ours: 9, verdict: 'does not hold' }),
    claim({ id: 'b', notebook: '04-e' }),
    claim(),
  ];

  it('stands once, by its first notebook, and does not hide what the others found', () => {
    const once = oncePerClaim(checks);
    expect(once.map(({ id, notebook }) => [id, notebook])).toEqual([
      ['4.3-a', '03-gr'],
      ['b', '04-e'],
    ]);
    expect(once[0].also).toEqual([{ notebook: '04-e', ours: 9, verdict: 'does not hold' }]);
    expect(oncePerClaim(eachCheck(once))).toEqual(once);
  });

  it('keeps each interval with its own number', () => {
    const interval = { low: 200, high: 300 };
    const also = { low: 1, high: 9 };
    const once = oncePerClaim([
      claim({ interval }),
      claim({ notebook: '04-e', ours: 5, interval: also, near: true }),
    ]);
    expect(once[0]).toMatchObject({ interval, also: [{ ours: 5, interval: also, near: true }] });
    const [first, second] = eachCheck(once);
    expect([first.interval, first.near, second.interval, second.near]).toEqual([
      interval,
      undefined,
      also,
      true,
    ]);
    expect(
      eachCheck(oncePerClaim([claim({ interval }), claim({ notebook: '04-e' })]))[1].interval,
    ).toBeUndefined();
  });

  it('keeps the others when one notebook is run again', () => {
    const merged = mergeClaims(oncePerClaim(checks), [claim({ notebook: '04-e', ours: 120 })], {
      ran: ['04-e'],
      exists: () => true,
    });
    expect(merged).toEqual([claim({ also: [{ notebook: '04-e', ours: 120, verdict: 'holds' }] })]);
  });
});

describe('the committed record', () => {
  it('has no time in it, and drops notebooks that are gone', () => {
    const before = [claim({ id: 'gone', notebook: '01-gone' }), claim({ id: 'kept', notebook: '09-k' })];
    const found = [claim({ executed: '2021-08-02T10:00:00Z' }), claim({ id: 'failed', notebook: '02-f' })];
    const after = mergeClaims(before, found, { ran: ['03-gr'], exists: (name) => name !== '01-gone' });
    expect(after.map(({ id }) => id)).toEqual(['4.3-a', 'kept']);
    expect(JSON.stringify(after)).not.toContain('2021');
  });

  it('is written beside the notebooks, and only where they check claims', async () => {
    const file = path.join(folder, 'claims.json');
    await keepClaims([path.join(folder, '03-gr.ipynb')], [claim({ notebook: '07-elsewhere' })]);
    expect(existsSync(file)).toBe(false);
    await keepClaims([path.join(folder, '03-gr.ipynb')], [claim(), claim({ id: 'x', notebook: 'other' })]);
    expect(await readClaimsFile(file)).toEqual([claim()]);
    await keepClaims([path.join(folder, '03-gr.ipynb')], []);
    expect(await readFile(file, 'utf8')).toBe('[]\n');
    await rm(file);
  });

  it.each(['{"id": 1}', '[{}]', '[1', ''])('damaged (%s) is named', async (text) => {
    const file = path.join(folder, 'damaged.json');
    await writeFile(file, text);
    await expect(readClaimsFile(file)).rejects.toThrow(/damaged\.json: .*Remove it/);
  });
});

describe('the record on photographs', () => {
  const files = (): string[] => [path.join(folder, '03-gr.ipynb'), path.join(folder, '04-e.ipynb')];
  const onPhotographs = { photographs: true };

  it('is a file of its own, without what rests on drawn scenes, and leaves the other alone', async () => {
    // What is gone is dropped: the notebooks are there.
    for (const file of files()) await writeFile(file, '{}');
    await keepClaims(files(), [claim({ images: 'scenes' })]);
    const before = await readFile(path.join(folder, 'claims.json'), 'utf8');
    const found = [
      claim({ images: 'live, bsds500/val', ours: 5, executed: '2021-08-02T10:00:00Z' }),
      claim({ id: 'b', notebook: '04-e', images: 'scenes/objects, bsds500/val' }),
      claim({ id: 'c', notebook: '04-e' }),
    ];
    await keepClaims(files(), found, onPhotographs);
    const file = path.join(folder, 'claims-photographs.json');
    expect(await readClaimsFile(file)).toEqual([claim({ images: 'live, bsds500/val', ours: 5 })]);
    expect(await readFile(path.join(folder, 'claims.json'), 'utf8')).toBe(before);
    // Merged notebook by notebook: 03 stays as it was; and a run on scenes leaves it alone.
    const later = [claim({ id: 'd', notebook: '04-e', images: 'city100/iPhoneX/high' })];
    await keepClaims(files().slice(1), later, onPhotographs);
    await keepClaims(files(), [claim({ images: 'scenes', ours: 7 })]);
    expect((await readClaimsFile(file)).map(({ id, ours }) => [id, ours])).toEqual([
      ['4.3-a', 5],
      ['d', claim().ours],
    ]);
    await Promise.all([file, path.join(folder, 'claims.json'), ...files()].map((one) => rm(one)));
  });

  it.each([
    ['bsds500/val', true],
    ['cifar10/test, live', true],
    ['scenes', false],
    ['scenes/objects, bsds500/val', false],
    ['', false],
    [undefined, false],
  ])('of %s: %s', (images, expected) => {
    expect(restsOnPhotographs(claim({ images }))).toBe(expected);
  });

  it('is what `ddr claims --photographs` shows', async () => {
    const record = path.join(folder, 'on-photographs.json');
    await expect(findClaims({ photographs: true, record })).rejects.toThrow(/ddr run --photographs/);
    await writeClaimsFile(record, [claim({ images: 'bsds500/val' })]);
    const found = await findClaims({ photographs: true, record, out: folder });
    expect(sourceWords(found)).toMatch(/^The claims on photographs \(.*\): 1 notebook, on bsds500\/val\.$/);
  });
});

describe('ddr claims', () => {
  const run = claim({ executed: '2021-08-02T10:00:59Z', images: 'scenes, set5', backend: 'wasm', more: 1 });
  const record = (): string => path.join(folder, 'record.json');
  const out = (): string => path.join(folder, 'out');
  beforeAll(async () => {
    await writeClaimsFile(record(), [claim({ images: 'scenes', backend: 'onnxruntime' })]);
    await writeClaimsFile(path.join(out(), 'claims.json'), [run, claim({ id: 'b', notebook: '04-e' })]);
  });

  it('takes the last run, and says when, on which images and by what', async () => {
    const found = await findClaims({ out: out(), record: record() });
    expect(sourceWords(found)).toMatch(
      /^The claims of the last run \(.*out\/claims\.json\): 2 notebooks, 2021-08-02 10:00 UTC, on scenes, set5, computed by wasm\.$/,
    );
    expect(jsonClaims([claim({ interval: { low: 1, high: 2 }, near: true })])[0]).toMatchObject({
      interval: { low: 1, high: 2 },
      near: true,
    });
    expect(Object.keys(jsonClaims(found.claims)[0])).toEqual([
      'id',
      'section',
      'text',
      'paper',
      'ours',
      'threshold',
      'verdict',
    ]);
  });

  it('takes the committed ones where there is no run, or it checked none, or when asked to', async () => {
    const empty = path.join(folder, 'empty');
    await writeClaimsFile(path.join(empty, 'claims.json'), []);
    for (const options of [
      { out: path.join(folder, 'no') },
      { out: empty },
      { out: out(), committed: true },
    ]) {
      const found = await findClaims({ ...options, record: record() });
      expect(sourceWords(found)).toMatch(
        /^The committed claims \(.*record\.json\): 1 notebook, on scenes, computed by onnxruntime\.$/,
      );
    }
    await expect(findClaims({ out: empty, record: path.join(folder, 'no') })).rejects.toThrow(/ddr run/);
  });
});

describe('README.md and docs/claims.md', () => {
  it.each(['README.md', 'docs/claims.md'])('%s shows the committed claims as they are', async (name) => {
    const document = await readFile(path.join(PROJECT, name), 'utf8');
    const [claims, photographs] = await Promise.all([COMMITTED, ON_PHOTOGRAPHS].map(readClaimsFile));
    const titles = await notebookTitles(path.join(PROJECT, 'notebooks'));
    expect(document).toBe(withClaims(document, { scenes: claims, photographs }, name, titles));
    const rows = claimRows(claims, photographs);
    expect(document.match(/^\| .*\.ipynb\)/gm)).toHaveLength(
      name === 'README.md' ? titles.length : rows.length,
    );
    // The counts of one column of the first page are those of its notebooks together.
    if (name === 'README.md') {
      const [column] = [...document.matchAll(/^\| \[.*?\| ([^|]*) \|/gm)].reduce(
        ([sum], [, cell]) => [
          sum + [...cell.matchAll(/\d+/g)].reduce((a, [number]) => a + Number(number), 0),
        ],
        [0],
      );
      expect(column).toBe(claims.length);
    }
    for (const [, link] of document.matchAll(/\]\(([^)]*\.ipynb)\)/g)) {
      expect(existsSync(path.join(PROJECT, path.dirname(name), link)), link).toBe(true);
    }
  });

  it('the first page is short', async () => {
    const { length } = await readFile(path.join(PROJECT, 'README.md'));
    expect(length).toBeLessThanOrEqual(10_000);
  });

  it('are written anew, whichever they are', async () => {
    const project = path.join(folder, 'project');
    for (const name of ['docs', 'notebooks']) await mkdir(path.join(project, name), { recursive: true });
    await writeFile(path.join(project, 'README.md'), `a\n${notebooksMarker}\nold\n<!-- end of claims -->\n`);
    const begin = '<!-- claims: written by `npx ddr run --in-place`, do not edit -->';
    await writeFile(path.join(project, 'docs/claims.md'), `b\n${begin}\nold\n<!-- end of claims -->\n`);
    await writeFile(path.join(project, 'notebooks/03-gr.ipynb'), notebook('# 3. Global | residual'));
    await writeFile(path.join(project, 'notebooks/A6-maps.ipynb'), notebook('No heading.'));
    await writeFile(path.join(project, 'notebooks/B1-broken.ipynb'), '{');
    const other = claim({ id: 'other', verdict: 'does not hold' });
    await writeClaimTables({ scenes: [claim(), other, claim({ id: 'third' })] }, project);
    const [few, all] = await Promise.all(
      ['README.md', 'docs/claims.md'].map((name) => readFile(path.join(project, name), 'utf8')),
    );
    expect(few).toBe(`a
${notebooksMarker}

Of all 3: 2 hold, 1 does not hold.

| Notebook                                       | Claims        |
| ---------------------------------------------- | ------------- |
| [03](notebooks/03-gr.ipynb) Global \\| residual | 2 hold, 1 not |
| [A6](notebooks/A6-maps.ipynb) A6-maps          | –             |
| [B1](notebooks/B1-broken.ipynb) B1-broken      | –             |

<!-- end of claims -->
`);
    expect(all.match(/\(\.\.\/notebooks\/03-gr\.ipynb\)/g)).toHaveLength(3);
  });

  it('shows text as text, numbers rounded, and what other notebooks found', () => {
    const begin = '<!-- claims: written by `npx ddr run --in-place`, do not edit -->';
    const document = `a\n\n${begin}\nold\n<!-- end of claims -->\nz\n`;
    const also = [{ notebook: 'A4-s', ours: 2, verdict: 'does not hold' }];
    const after = withClaims(document, {
      scenes: [claim({ text: 'a | *b* <c>', verdict: 'holds weakly', also })],
    });
    expect(after).toContain('a \\| \\*b\\* \\<c\\> [03](notebooks/03-gr.ipynb)');
    expect(after).toContain('| 322.16 | 278.3 |');
    expect(after).toContain('**holds weakly**; [A4](notebooks/A4-s.ipynb): does not hold (2)');
    expect(after).not.toContain('\nold\n');
    expect(withClaims(after, { scenes: [] })).toContain('No claim has been checked yet.');
    expect(() => withClaims('no markers', { scenes: [] })).toThrow(/put the lines/);
  });
});

describe('both columns', () => {
  const document = `a\n\n${markers.begin}\nold\n${markers.end}\nz\n`;
  const first = `a\n\n${notebooksMarker}\nold\n${markers.end}\nz\n`;
  const scenes = [
    claim({ id: 'clusters', interval: { low: 240.6, high: 330 } }),
    claim({ id: 'b', notebook: '05-x', verdict: 'holds weakly' }),
  ];
  const photographs = [
    claim({ id: 'clusters', ours: 110, interval: { low: 80, high: null, of: 'first' }, near: true }),
    claim({ id: 'only', notebook: '04-y', ours: 7, verdict: 'does not hold' }),
  ];
  const rowsOf = (text: string): string[][] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );

  it('has a number and a verdict for each, and a dash where a claim was not measured', () => {
    const after = withClaims(document, { scenes, photographs });
    const [heads, , ...rows] = rowsOf(after);
    expect(heads.slice(4)).toEqual(['Scenes', 'Verdict', 'Photographs', 'Verdict']);
    expect(rows.map((row) => row.slice(4))).toEqual([
      ['278.3 \\[241, 330\\]', 'holds', '110 \\[first: 80, ∞\\]', 'holds †'],
      ['–', '–', '7', '**does not hold**'],
      ['278.3', '**holds weakly**', '–', '–'],
    ]);
    expect(after).toContain(
      'On the embedded scenes: 1 holds, 1 holds weakly. On photographs: 1 holds, 1 does not hold.',
    );
    expect(after).toContain('The verdict is the same on both, of 1 claim checked on both.');
    expect(after).toContain('†: the verdict changes within the interval');
  });

  it('names the claims whose verdicts differ', () => {
    const other = photographs.map((one) => ({ ...one, verdict: 'holds weakly' }));
    expect(withClaims(document, { scenes, photographs: other })).toContain(
      `1 of 1 claim checked on both has another verdict on photographs: \`clusters\` (Sec. 4.3, Fig. 6).`,
    );
  });

  it('stays as narrow as it was without photographs, and without intervals needs no words about them', () => {
    const after = withClaims(document, { scenes: [claim()] });
    expect(rowsOf(after)[0]).toEqual(['Section', 'Claim', 'Paper', 'Ours', 'Holds if', 'Verdict']);
    expect(after).not.toMatch(/†|brackets|photographs/);
  });

  it('gives the first page a column for each', () => {
    const titles = ['03-gr', '04-y', '06-none'].map((name) => ({ name, title: `about ${name}` }));
    const after = withClaims(first, { scenes, photographs }, 'README.md', titles);
    expect(rowsOf(after)).toEqual([
      ['Notebook', 'On the embedded scenes', 'On photographs'],
      expect.anything(),
      ['[03](notebooks/03-gr.ipynb) about 03-gr', '1 holds', '1 holds'],
      ['[04](notebooks/04-y.ipynb) about 04-y', '–', '1 not'],
      ['[06](notebooks/06-none.ipynb) about 06-none', '–', '–'],
    ]);
    expect(after).toContain('Of all 3, on the embedded scenes: 1 holds, 1 holds weakly. On photographs:');
  });
});

it('each committed claim has one id, and all that a reader needs', async () => {
  const claims = await readClaimsFile(COMMITTED);
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  for (const { section, text, threshold, reason, images, backend } of claims) {
    expect([section, text, threshold, reason, images, backend]).not.toContain('');
    expect(['holds', 'holds weakly', 'does not hold']).toContain(claims[0].verdict);
  }
});
