import type { Method } from '../../training/method';
import type { ClassificationRecipe } from './recipe';
import { classificationTask } from './task';

/** Side of the images of every labelled set that recipes name. */
const LABELLED_SIDE = 32;

/** Training of a classifier. */
export const classifier: Method<ClassificationRecipe> = {
  name: 'classification',
  summary: 'Cross-entropy on labelled images.',
  open: classificationTask,
  cost: async ({ network, batch }, count) => {
    const { trained, frozen } = await count(network, [batch, LABELLED_SIDE, LABELLED_SIDE, 3]);
    return 3 * trained + frozen;
  },
  prerequisites: () => [],
};
