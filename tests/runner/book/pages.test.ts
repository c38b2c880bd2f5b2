import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '@ddr-lab/book/executed';
import { inWords } from '@ddr-lab/book/pages/html';
import { indexPage } from '@ddr-lab/book/pages/index-page';
import { notebookPage } from '@ddr-lab/book/pages/page';
import { summarise } from '@ddr-lab/book/pages/summary';
import type { Cell, Notebook, Output } from '@ddr-lab/book/notebook-file';

const evil = '<img src=x onerror=alert(1)>';
const claim = {
  id: 'a',
  section: evil,
  text: evil,
  paper: evil,
  ours: evil,
  threshold: evil,
  verdict: evil,
  notebook: 'a&b',
};
const record: RunRecord = {
  source: '../a&b.ipynb',
  executed: '2021-08-02T10:00:00Z',
  seconds: 83,
  claims: [claim],
};

function notebook(...cells: Partial<Cell>[]): Notebook {
  const whole = cells.map((cell, i) => ({
    id: `c${i}`,
    cell_type: 'markdown',
    source: '',
    metadata: {},
    ...cell,
  }));
  return { cells: whole, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

describe('indexPage', () => {
  it('shows whatever stands in titles and claims as text', () => {
    const page = { name: 'a&b', title: evil };
    const html = indexPage(
      [{ page, summary: { title: evil, paragraph: evil, thumbnails: [] }, record, body: '' }],
      '',
    );
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('href="a%26b.html"');
  });

  it('leads to the explorer where there is one', () => {
    expect(indexPage([], '', [], 'explorer.html')).toContain('<a href="explorer.html">');
    expect(indexPage([], '')).not.toContain('explorer');
  });

  it('names what failed', () => {
    const failure = { kind: 'throw', number: 3, index: 1, text: 'at:1\n\nRangeError: too few' } as const;
    const entry = {
      page: { name: 'a', title: 'A', failure },
      summary: { title: 'A', paragraph: '', thumbnails: [] },
      body: '',
      record: { ...record, failure },
    };
    expect(indexPage([entry], '')).toContain('cell [3] threw an error: RangeError: too few');
  });
});

describe('the table of claims', () => {
  const page = { name: 'a&b', title: 'A' };
  const heading = (text: string): string =>
    `<h2 id="${text}">${text}<a class="anchor-link" href="#">#</a></h2>`;
  const entry = (body: string): Parameters<typeof indexPage>[0][number] => ({
    page,
    summary: { title: 'A', paragraph: '', thumbnails: [] },
    record: { ...record, claims: [{ ...claim, id: '4.3-a b' }] },
    body,
  });

  it('leads to the row of each claim, named by its section', () => {
    const body = `${heading('Data')}${heading('Checked')}<tr id="claim-4.3-a-b"></tr>${heading('After')}`;
    expect(indexPage([entry(body)], '')).toContain('<a href="a%26b.html#claim-4.3-a-b">A › Checked</a>');
  });

  it('leads to the page where the row is not known', () => {
    expect(indexPage([entry(heading('Data'))], '')).toContain('<a href="a%26b.html">A</a>');
  });
});

describe('notebookPage', () => {
  const pages = ['a', 'b', 'c'].map((name) => ({ name, title: name.toUpperCase() }));

  it('leads to its neighbours, the index and its own sections', () => {
    const body = '<h2 id="Data">Data<a class="anchor-link" href="#Data">#</a></h2>';
    const html = notebookPage(body, 1, pages, '');
    expect(html).toContain('<title>B · ddr-lab</title>');
    for (const link of [
      'rel="prev" href="a.html"',
      'rel="next" href="c.html"',
      'href="index.html"',
      'href="#Data"',
    ]) {
      expect(html).toContain(link);
    }
    expect(notebookPage(body, 0, pages, '')).not.toContain('rel="prev"');
    expect(notebookPage(body, 2, pages, '')).not.toContain('rel="next"');
  });

  it('says what failed where no cell is to blame', () => {
    const failure = { kind: 'died', text: 'no <memory>' } as const;
    expect(notebookPage('', 0, [{ ...pages[0], failure }], '')).toContain('<pre>no &lt;memory&gt;</pre>');
  });
});

describe('summarise', () => {
  it('takes title and first paragraph as plain text', async () => {
    const source =
      '# The *title* of `it`\n\n- a list\n\nA **first** [paragraph](x.md)\nin two lines.\n\nA second.';
    expect(await summarise(notebook({ source }), 'name')).toEqual({
      title: 'The title of it',
      paragraph: 'A first paragraph in two lines.',
      thumbnails: [],
    });
    expect((await summarise(notebook(), 'name')).title).toBe('name');
  });

  it('takes what was found before what was asked, in whole sentences without the words that lead in', async () => {
    const found = '**What we find.** CHI grows (Fig. 6 and Sec. 4.3). It is "large". Nothing else is.';
    const source = `# T\n\n**What we ask.** Does it?\n\n${found}`;
    expect((await summarise(notebook({ source }), 'name')).paragraph).toBe(
      'CHI grows (Fig. 6 and Sec. 4.3). It is "large". Nothing else is.',
    );
    const asked = await summarise(notebook({ source: '# T\n\n**What we ask.** Does it? Or not?' }), 'name');
    expect(asked.paragraph).toBe('Does it? Or not?');
    const sentences = Array.from({ length: 40 }, (_, i) => `Sentence ${i} ends here.`);
    const { paragraph } = await summarise(notebook({ source: sentences.join(' ') }), 'name');
    expect(paragraph.length).toBeGreaterThan(250);
    expect(paragraph.length).toBeLessThanOrEqual(320);
    expect(paragraph).toMatch(/ends here\.$/);
    const endless = 'word '.repeat(100).trim();
    expect((await summarise(notebook({ source: endless }), 'name')).paragraph).toBe(endless);
  });

  it('takes the first pictures, two at most, also from within HTML, and makes it small', async () => {
    const create = { width: 2000, height: 1000, channels: 3, background: '#d55e00' } as const;
    const png = (await sharp({ create }).png().toBuffer()).toString('base64');
    const outputs: Output[][] = [
      [{ output_type: 'display_data', data: { 'text/plain': 'x' }, metadata: {} }],
      [{ output_type: 'display_data', data: { 'image/png': 'broken', 'text/plain': 'x' }, metadata: {} }],
      [
        {
          output_type: 'display_data',
          data: { 'text/html': [`<p>\n`, `<img alt="" src="data:image/png;base64,${png}">`] },
        },
      ],
    ];
    outputs.push(
      ...Array.from({ length: 3 }, () => [{ output_type: 'display_data', data: { 'image/png': png } }]),
    );
    const cells = outputs.map((each) => ({ cell_type: 'code', outputs: each }));
    const { thumbnails } = await summarise(notebook(...cells), 'name');
    expect(thumbnails.map((uri) => uri.split(',')[0])).toEqual(Array(2).fill('data:image/webp;base64'));
    const { width, height } = await sharp(Buffer.from(thumbnails[0].split(',')[1], 'base64')).metadata();
    expect([width, height]).toEqual([600, 300]);
  });
});

it.each([
  [0.4, '0 s'],
  [59.6, '1 min'],
  [83, '1 min 23 s'],
  [7500, '2 h 5 min'],
])('%d s in words', (seconds, text) => {
  expect(inWords(seconds)).toBe(text);
});

it('the index shows intervals, and what photographs say of a claim', () => {
  const near = {
    ...claim,
    text: 'plain',
    verdict: 'holds',
    ours: 110,
    interval: { low: 90, high: 130 },
    near: true,
  };
  const html = indexPage(
    [
      {
        page: { name: 'a&b', title: 'A' },
        summary: { title: 'A', paragraph: '', thumbnails: [] },
        record: { ...record, claims: [near] },
        body: '',
      },
    ],
    '',
    [{ ...near, ours: 43.8, verdict: 'holds weakly', interval: { low: 30, high: 60 }, near: false }],
  );
  expect(html).toContain('>holds †</strong>');
  expect(html).toContain('<em>110 [90, 130]</em>');
  expect(html).toContain('<small>on photographs: 43.8 [30, 60], holds weakly</small>');
  expect(html).toContain('†: the verdict changes within it');
});
