import type { Study } from '../study';

export const featureMaps: Study = {
  name: 'feature-maps',
  notebook: 'A6-feature-maps',
  section: 'App., feature maps',
  question: 'What do single feature maps look like under degradations?',
  claims: () => [],
  figures: () => [import('./feature-maps')],
};
