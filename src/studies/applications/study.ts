import type { Study } from '../study';

export const applications: Study = {
  name: 'applications',
  notebook: '05-applications',
  section: 'Sec. 5, Fig. 9, Tab. 1-2',
  question: 'What is it good for: naming distortions, foreseeing generalisation, guiding a network?',
  claims: () => [import('./claims'), import('./restoration-claims')],
  figures: () => [import('./generalisation'), import('./confusion-figure')],
};
