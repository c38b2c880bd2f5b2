import type { Separation } from '../../src/metrics/separation';

/** A separation for analyses made by hand, where a test asks of other things. */
export const anySeparation: Separation = {
  points: 300,
  groups: 3,
  chi: 1,
  share: 0.1,
  silhouette: 0.1,
  neighbours: 0.5,
  pairs: [{ labels: [0, 1], chi: 1, share: 0.1 }],
  least: { labels: [0, 1], chi: 1, share: 0.1 },
  p: 0.5,
};
