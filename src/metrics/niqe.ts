import type { Metric } from './metric';

/** NIQE (`@ddr-lab/quality/niqe`) with our own model of pristine photographs, of all three colours. */
export const niqeMetric: Metric = {
  name: 'niqe',
  title: 'NIQE',
  better: 'lower',
  reference: false,
  decimals: 3,
  summary:
    'Naturalness of images without a reference: smaller is better, no unit. Fitted to other photographs than the published one: ' +
    'compare its values with each other only. Images have at least 192 x 96 pixels.',
  source: 'Mittal et al. 2013; the features by a second implementation',
  apply: async (output) => {
    const { niqe } = await import('@ddr-lab/quality/niqe');
    return niqe(output);
  },
};
