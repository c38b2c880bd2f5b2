import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkClaim, type Claim } from '@ddr-lab/book/claims/claim';
import { noteBackend } from '@ddr-lab/engine/in-use';
import { openSet } from '../../src/images/sets/open';
import { claims } from '../../src/notebook/claims';
import { fakeKernel } from './kernel';

const shown = fakeKernel();
const claim: Claim = {
  id: '3.2-global-residual',
  section: 'Sec. 3.2, Fig. 6',
  text: 'Features separate <b>by degradation</b>.',
  paper: 2747,
  threshold: 'CHI is above 100',
  reason: 'a compact network reached 155',
};

test('claim, paper, ours and verdict stand side by side', () => {
  claims([
    checkClaim(claim, 280.24, true),
    checkClaim({ ...claim, paper: undefined }, 'none', 'holds weakly'),
    checkClaim({ ...claim, paper: '0.3' }, 0.12345, false),
  ]);
  const text = shown[0].data['text/plain'].split('\n').map((line) => line.split(/ {2,}/));
  expect(text[0]).toEqual(['Claim', 'Paper', 'Ours', 'Verdict']);
  expect(text.slice(2).map((row) => row.slice(1))).toEqual([
    ['2747', '280.2', '✓ holds'],
    ['–', 'none', '~ holds weakly'],
    ['0.3', '0.123', '✗ does not hold'],
  ]);
  const html = shown[0].data['text/html']!;
  expect(html).toContain('&lt;b&gt;by degradation&lt;/b&gt;');
  expect(html).toContain('Holds if CHI is above 100: a compact network reached 155');
  const looks = [...html.matchAll(/color:(#\w+);background:(#\w+)">(. [a-z ]+)</g)];
  expect(looks.map((look) => look[3])).toEqual(['✓ holds', '~ holds weakly', '✗ does not hold']);
  expect(new Set(looks.map((look) => look[2])).size).toBe(3);
});

test('intervals stand behind numbers, a mark where the verdict changes within, and both are explained', () => {
  const interval = { low: 90.12, high: 130 };
  claims([checkClaim(claim, 110, 'holds', { interval, near: true }), checkClaim(claim, 2, false)]);
  const { 'text/plain': text, 'text/html': html } = shown.at(-1)!.data;
  for (const form of [text, html!]) {
    expect(form).toContain('110 [90.1, 130]');
    expect(form).toContain('✓ holds †');
    expect(form).toContain('†: the verdict changes within it');
  }
});

test('checked claims are recorded, one JSON object a line, where DDR_CLAIMS says', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-claims-'));
  const file = path.join(folder, 'claims.jsonl');
  try {
    process.env.DDR_CLAIMS = file;
    noteBackend('none');
    await openSet('scenes', { count: 1 });
    claims([checkClaim(claim, 1, true)]);
    const interval = { low: 1, high: Infinity, of: 'quotient' };
    claims([checkClaim(claim, 2, false), checkClaim({ ...claim, id: 'b' }, 3, true, { interval })]);
    const basis = { images: 'scenes', backend: 'none' };
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { ...claim, ours: 1, verdict: 'holds', ...basis },
      { ...claim, ours: 2, verdict: 'does not hold', ...basis },
      // JSON has no infinity: an open end is null.
      { ...claim, id: 'b', ours: 3, verdict: 'holds', interval: { ...interval, high: null }, ...basis },
    ]);
    process.env.DDR_CLAIMS = path.join(folder, 'none', 'claims.jsonl');
    expect(() => claims([checkClaim(claim, 1, true)])).toThrow('(DDR_CLAIMS): cannot be written');
  } finally {
    delete process.env.DDR_CLAIMS;
    await rm(folder, { recursive: true, force: true });
  }
});
