import type { Study } from '../study';

export const taughtRepresentations: Study = {
  name: 'taught-representations',
  notebook: 'C1-taught-representations',
  section: 'Degradation representations that are taught (Wang et al. 2021)',
  question: 'Does a taught representation beat the spontaneous one?',
  claims: () => [import('./claims'), import('./systems-claims')],
  figures: () => [import('./figures')],
};
