import { learningToDegrade } from '../../studies/learning-to-degrade/study';
import type { StudyPage } from './study-page';

/** C3: a degrader that was learnt, on the reader's image. */
export const learningToDegradePage: StudyPage = {
  study: learningToDegrade,
  title: 'Does a learnt degradation look like the real one?',
  about:
    'DSGAN has learnt to make clean images look like those of a target domain, blurred and noisy, without having seen pairs. Switch it on, and watch where the patches go; then degrade the clean image by the sliders instead, and see whether the same place is reached.',
  options: { weights: ['srresnet-wgr', 'srresnet-wogr'], degraders: ['dsgan'] },
  start: { sample: 0, degrading: { learnt: 0 } },
};
