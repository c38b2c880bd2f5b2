import type { Study } from '../study';

export const localAttribution: Study = {
  name: 'local-attribution',
  notebook: 'B1-local-attribution-maps',
  section: 'Local attribution maps (Gu and Dong 2021)',
  question: 'Which input pixels does each network draw on?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
