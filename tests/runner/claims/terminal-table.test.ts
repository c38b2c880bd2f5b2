import fc from 'fast-check';
import { expect, it } from 'vitest';
import { claimsTable } from '@ddr-lab/book/claims/terminal-table';
import { claim } from './example';

it('fits every width from 40 columns on, and loses no word', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 200 }), words, words, (width, text, threshold) => {
      const claims = [claim({ text: text.join(' '), threshold: threshold.join(' ') }), claim()];
      const table = claimsTable(claims, width);
      const lines = table.split('\n');
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
      const letters = table.replace(/\s/g, '');
      if (width < 88) expect(letters).toContain(text.join(''));
      else for (const word of text.filter(({ length }) => length < 8)) expect(letters).toContain(word);
    }),
  );
});

it('is a table where there is room, and one claim below the other where there is not', () => {
  const also = [{ notebook: 'A4-s', ours: 2, verdict: 'does not hold' }];
  const claims = [claim(), claim({ id: 'b', verdict: 'does not hold', ours: 'none', also })];
  expect(claimsTable(claims, 110)).toMatchSnapshot();
  expect(claimsTable(claims, 60)).toMatchSnapshot();
});

it('tells intervals, and below a verdict what photographs say', () => {
  const claims = [claim({ interval: { low: 241, high: 330 }, near: true })];
  const photographs = [
    claim({ ours: 43.8, verdict: 'holds weakly' }),
    claim({ id: 'only', notebook: 'A1-r' }),
  ];
  expect(claimsTable(claims, 110, photographs)).toMatchSnapshot();
  expect(claimsTable(claims, 60, photographs)).toMatchSnapshot();
});
