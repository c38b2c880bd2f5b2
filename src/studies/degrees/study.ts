import type { Study } from '../study';

export const degrees: Study = {
  name: 'degrees',
  notebook: 'A3-degradation-degrees',
  section: 'A.9, Fig. 17, Tab. 7',
  question: 'Are degrees of one degradation told apart, and in order?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
