import type { Study } from '../study';

export const discriminativeFilters: Study = {
  name: 'discriminative-filters',
  notebook: 'B2-discriminative-filters',
  section: 'FAIG (Xie et al. 2021)',
  question: 'Which filters remove which degradation?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
