import type { Study } from '../study';

export const videoAlignment: Study = {
  name: 'video-alignment',
  notebook: 'D2-video-alignment',
  section: 'Rethinking alignment in video super-resolution transformers (Shi et al. 2022)',
  question: 'Do video transformers need their frames aligned, and when does it harm them?',
  claims: () => [import('./claims')],
  figures: () => [import('./figures')],
};
