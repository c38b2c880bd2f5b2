import type { Study } from '../study';

export const deraining: Study = {
  name: 'deraining',
  notebook: 'D1-deraining',
  section: 'Networks are slacking off (Gu et al. 2023)',
  question: 'What do deraining networks learn, and what of it generalises?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
