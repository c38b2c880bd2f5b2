import type { Study } from '../study';

export const generalisationIndex: Study = {
  name: 'generalisation-index',
  notebook: 'B3-generalisation-index',
  section: 'SRGA (Liu et al. 2022)',
  question: 'Do two indices of generalisation agree?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
