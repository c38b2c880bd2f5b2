import type { Study } from '../study';

export const depth: Study = {
  name: 'depth',
  notebook: 'A2-shallow-to-deep',
  section: 'A.7, Tab. 4, Fig. 14',
  question: 'How deep must a network be for it to show?',
  claims: () => [import('./depth')],
  figures: () => [import('./depth')],
};
