import { deraining } from '../../studies/deraining/study';
import type { StudyPage } from './study-page';

/** D1: rain on the reader's image, and what two networks take of it. */
export const derainingPage: StudyPage = {
  study: deraining,
  title: 'What does a network take out with the rain?',
  about:
    'Two networks that take out rain, trained before 400 backgrounds and before 4. Let it rain on an image: see what comes out, what each has taken away, and how that came about along the training.',
  options: {
    weights: ['derain-400-seed2', 'derain-4-seed2'],
    degradations: [
      'clean',
      'rain-small-half',
      'rain-medium-half',
      'rain-large-half',
      'snow',
      'blur2',
      'noise20',
    ],
    snapshots: true,
  },
  start: { sample: 0, degrading: { rain: 5 } },
};
