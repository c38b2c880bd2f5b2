import type { Study } from '../study';

export const sweeps: Study = {
  name: 'sweeps',
  notebook: 'E1-sweep',
  section: 'Sweeps, beyond the paper',
  question: 'Does the order of networks by CHI depend on the degradations and images one asks with?',
  claims: () => [import('./claims')],
  figures: () => [],
};
