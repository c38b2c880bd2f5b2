import type { Study } from '../study';

export const residual: Study = {
  name: 'residual',
  notebook: '03-global-residual-and-adversarial-learning',
  section: 'Sec. 4.3, Fig. 6-7, Tab. 3',
  question: 'What do a global residual and adversarial learning have to do with it?',
  claims: () => [import('./residual'), import('./transformers')],
  figures: () => [],
};
