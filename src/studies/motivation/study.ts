import type { Study } from '../study';

export const motivation: Study = {
  name: 'motivation',
  notebook: '01-motivation',
  section: 'Sec. 3, Fig. 2-3',
  question:
    'Why does a network that restores well on clean inputs fail on degraded ones, and what does BM3D do that it does not?',
  claims: () => [import('./motivation')],
  figures: () => [],
};
