import { expect, it } from 'vitest';
import { checkDepth } from '../../../src/studies/depth/depth';
import { InputError } from '@ddr-lab/base/errors';

const rows = (...chi: number[]): Parameters<typeof checkDepth>[0] =>
  chi.map((mean, i) => ({ layers: 3 + 2 * i, wGR: { chi: { mean } } }));

it.each([
  [rows(0.2, 3, 40, 150), ['holds', 'holds', 'holds'], '750 times'],
  [rows(10, 60, 40, 150), ['holds', 'holds weakly', 'holds weakly'], '15 times'],
  [rows(150, 60, 40, 10), ['does not hold', 'does not hold', 'does not hold'], '0.067 times'],
])('looks at the deepest, the shallowest and the order', (given, verdicts, ratio) => {
  const claims = checkDepth(given);
  expect(claims.map(({ verdict }) => verdict)).toEqual(verdicts);
  expect(claims[1].ours).toBe(ratio);
});

it('wants two depths', () => {
  expect(() => checkDepth(rows(3))).toThrow(InputError);
});
