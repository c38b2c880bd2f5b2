import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz-graphs/fuzz';
import { formats } from './fuzz-graphs/models';

// The long run of the same is a command: docs/robustness.md.
describe('networks with something changed at random are imported or refused in words', () => {
  it.each(formats)(
    '%s',
    async (format) => {
      const { networks, refused, faults } = await fuzz(format, 40, 1);
      expect(faults).toEqual([]);
      expect(networks).toBeGreaterThan(0);
      expect(refused).toBeGreaterThan(0);
    },
    600_000,
  );
});
