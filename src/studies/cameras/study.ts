import type { Study } from '../study';

export const cameras: Study = {
  name: 'cameras',
  notebook: 'A1-real-world-images',
  section: 'App., real-world images',
  question: 'Does it show on real photographs of two cameras, too?',
  claims: () => [import('./cameras')],
  figures: () => [import('./cameras')],
};
