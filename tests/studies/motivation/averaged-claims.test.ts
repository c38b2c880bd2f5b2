import { expect, it } from 'vitest';
import { checkMotivationAveraged } from '../../../src/studies/motivation/motivation';

it('judges each of the two by its own CHI', () => {
  expect(checkMotivationAveraged({ last: 150, restoring: 50 }).map(({ verdict }) => verdict)).toEqual([
    'holds',
    'holds weakly',
  ]);
  expect(
    checkMotivationAveraged({ last: 10, restoring: 120 }).map(({ ours, verdict }) => [ours, verdict]),
  ).toEqual([
    [10, 'does not hold'],
    [120, 'holds'],
  ]);
});
