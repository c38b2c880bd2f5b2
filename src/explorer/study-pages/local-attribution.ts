import { localAttribution } from '../../studies/local-attribution/study';
import type { StudyPage } from './study-page';

/** B1: the window that notebook B1 moves over stripes, over the reader's image. */
export const localAttributionPage: StudyPage = {
  study: localAttribution,
  title: 'Which pixels does a network use?',
  about:
    'Move the mouse over the image: for a window of its output, each network shows the input pixels that made the detail there. A shallow network sees little of its surroundings, a deep one more.',
  options: { weights: ['srresnet-wgr', 'srcnn-3-wgr'] },
  start: { first: 'looks', sample: 0, look: [46, 46] },
};
