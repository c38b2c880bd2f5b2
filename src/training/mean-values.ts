import type { Values } from './tasks/task';

/**
 * The mean of each value over the iterations that have it: a loss that begins later than the others is not diluted by
 * those before. In the order in which values first come.
 */
export function meanValues(iterations: readonly Values[]): Values {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const values of iterations) {
    for (const [name, value] of Object.entries(values)) {
      const { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
      sums.set(name, { sum: sum + value, count: count + 1 });
    }
  }
  return Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}
