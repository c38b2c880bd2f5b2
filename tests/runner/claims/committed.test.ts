import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  COMMITTED,
  mergeClaims,
  readClaimsFile,
  writeClaimsFile,
} from '../../../src/runner/claims/committed';
import { keepClaims } from '../../../src/runner/claims/keep';
import { findClaims, jsonClaims, sourceWords } from '../../../src/runner/claims/last-run';
import { eachCheck, oncePerClaim } from '../../../src/runner/claims/once';
import { headlineMarker, headlines, withClaims, writeClaimTables } from '../../../src/runner/claims/readme';
import { PROJECT } from '../../../src/runner/jupyter';
import { claim } from './example';

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
    const claims = await readClaimsFile(COMMITTED);
    expect(document).toBe(withClaims(document, claims, name));
    const shown = name === 'README.md' ? headlines.length : claims.length;
    expect(document.match(/^\| .*\.ipynb\)/gm)).toHaveLength(shown);
    for (const [, link] of document.matchAll(/\]\(([^)]*\.ipynb)\)/g)) {
      expect(existsSync(path.join(PROJECT, path.dirname(name), link)), link).toBe(true);
    }
  });

  it('the first page is short', async () => {
    const { length } = await readFile(path.join(PROJECT, 'README.md'));
    expect(length).toBeLessThan(20_000);
  });

  it('are written anew, whichever they are', async () => {
    const project = path.join(folder, 'project');
    await mkdir(path.join(project, 'docs'), { recursive: true });
    await writeFile(path.join(project, 'README.md'), `a\n${headlineMarker}\nold\n<!-- end of claims -->\n`);
    const begin = '<!-- claims: written by `npx ddr run --in-place`, do not edit -->';
    await writeFile(path.join(project, 'docs/claims.md'), `b\n${begin}\nold\n<!-- end of claims -->\n`);
    await writeClaimTables([claim({ id: headlines[2] }), claim({ id: 'other' })], project);
    const [few, all] = await Promise.all(
      ['README.md', 'docs/claims.md'].map((name) => readFile(path.join(project, name), 'utf8')),
    );
    expect(few.match(/\(notebooks\/03-gr\.ipynb\)/g)).toHaveLength(1);
    expect(all.match(/\(\.\.\/notebooks\/03-gr\.ipynb\)/g)).toHaveLength(2);
    expect(few).toContain('Of all 2: 2 hold');
  });

  it('shows text as text, numbers rounded, and what other notebooks found', () => {
    const begin = '<!-- claims: written by `npx ddr run --in-place`, do not edit -->';
    const document = `a\n\n${begin}\nold\n<!-- end of claims -->\nz\n`;
    const also = [{ notebook: 'A4-s', ours: 2, verdict: 'does not hold' }];
    const after = withClaims(document, [claim({ text: 'a | *b* <c>', verdict: 'holds weakly', also })]);
    expect(after).toContain('a \\| \\*b\\* \\<c\\> [03](notebooks/03-gr.ipynb)');
    expect(after).toContain('| 322.16 | 278.3 |');
    expect(after).toContain('**holds weakly**; [A4](notebooks/A4-s.ipynb): does not hold (2)');
    expect(after).not.toContain('\nold\n');
    expect(withClaims(after, [])).toContain('No claim has been checked yet.');
    expect(() => withClaims('no markers', [])).toThrow(/put the lines/);
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
