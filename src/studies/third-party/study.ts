import type { Study } from '../study';

export const thirdParty: Study = {
  name: 'third-party',
  notebook: 'A7-third-party-networks',
  section: 'Sec. 4.3, beyond the paper',
  question: 'Do networks that others trained behave as ours do?',
  claims: () => [import('./third-party')],
  figures: () => [],
};
