import type { Study } from '../study';

export const learningToDegrade: Study = {
  name: 'learning-to-degrade',
  notebook: 'C3-learning-to-degrade',
  section: 'Degradation learnt without pairs (Fritsche et al. 2019; Luo et al. 2022)',
  question:
    'Can a network learn to degrade clean images as those of another domain are, and does a super-resolution network see the difference?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
