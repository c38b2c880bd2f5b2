import type { Study } from '../study';

export const classification: Study = {
  name: 'classification',
  notebook: '02-classification-vs-super-resolution',
  section: 'Sec. 4.2, Fig. 4-5',
  question:
    'By what do features of a classifier and of a super-resolution network cluster: by content, or by degradation?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
