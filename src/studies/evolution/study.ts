import type { Study } from '../study';

export const evolution: Study = {
  name: 'evolution',
  notebook: '04-training-evolution',
  section: 'Sec. 4.4-4.5, Fig. 8',
  question: 'When in the training does it begin, and what is it made of?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
