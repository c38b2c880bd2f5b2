import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { countVerdicts, readClaims } from '@ddr-lab/book/claims/claim-record';

it('gathers claims, the last check of each, and leaves out half a line', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ddr-claims-test-'));
  const file = path.join(folder, 'claims.jsonl');
  const claim = {
    id: 'a',
    section: '3.2',
    text: 'wGR above woGR',
    paper: 370,
    threshold: '20 x',
    reason: 'x',
  };
  await writeFile(
    file,
    [
      JSON.stringify({ ...claim, ours: 1, verdict: 'does not hold' }),
      JSON.stringify({ id: 'b', verdict: 'holds' }),
      JSON.stringify({ ...claim, ours: { mean: 280, standardDeviation: 3 }, verdict: 'holds' }),
      '7',
      '{"id": "c", "verd',
    ].join('\n'),
  );
  const claims = await readClaims(file, '03-gr');
  expect(claims).toEqual([
    { ...claim, ours: { mean: 280, standardDeviation: 3 }, verdict: 'holds', notebook: '03-gr' },
    {
      id: 'b',
      section: '',
      text: '',
      paper: null,
      ours: null,
      threshold: '',
      verdict: 'holds',
      notebook: '03-gr',
    },
  ]);
  expect(Object.keys(claims[0]).slice(0, 4)).toEqual(['id', 'section', 'text', 'paper']);
  const verdicts = ['does not hold', 'holds', 'holds', 'odd', 'holds weakly'];
  const many = verdicts.map((verdict) => ({ ...claims[0], verdict }));
  expect(countVerdicts(many)).toBe('2 hold, 1 holds weakly, 1 does not hold, 1 odd');
  expect(countVerdicts([])).toBe('');
  await rm(folder, { recursive: true });
  expect(await readClaims(file, '03-gr')).toEqual([]);
});
