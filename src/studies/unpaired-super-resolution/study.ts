import type { Study } from '../study';

export const unpairedSuperResolution: Study = {
  name: 'unpaired-super-resolution',
  notebook: 'C4-unpaired-super-resolution',
  section: 'Super-resolution without pairs (Wei et al. 2021; Wang et al. 2021)',
  question: 'Where does learnt degradation help super-resolution, and where does it harm?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
