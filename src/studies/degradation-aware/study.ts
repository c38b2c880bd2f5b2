import type { Study } from '../study';

export const degradationAware: Study = {
  name: 'degradation-aware',
  notebook: 'C2-degradation-aware-super-resolution',
  section: 'Super-resolution that looks at the degradation (Wang et al. 2021)',
  question:
    'Does a network that looks at the degradation restore better, and is what it learnt by itself as good a guide as what it was taught?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
