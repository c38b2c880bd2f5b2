import type { Method } from '../../training/method';
import type { SuperResolutionRecipe } from './recipe';
import { superResolutionTask } from './task';

/** Training by pixel loss alone. */
export const pixel: Method<SuperResolutionRecipe> = {
  name: 'super-resolution',
  summary: 'Pixel loss between the output and the original, on pairs of patches.',
  open: superResolutionTask,
  cost: async ({ network, batch, patch }, count) => {
    const { trained, frozen } = await count(network, [batch, patch, patch, 3]);
    return 3 * trained + frozen;
  },
  prerequisites: ({ start, guide }) => [start, guide].filter((name): name is string => name !== undefined),
};
