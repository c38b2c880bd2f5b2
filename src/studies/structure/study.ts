import type { Study } from '../study';

export const structure: Study = {
  name: 'structure',
  notebook: 'A4-network-structure',
  section: 'A.10, Fig. 18-19, Tab. 8',
  question: 'Is it the task or the structure: what does the same body do for both tasks?',
  claims: () => [import('./structure')],
  figures: () => [import('./structure')],
};
