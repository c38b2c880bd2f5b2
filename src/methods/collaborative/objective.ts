import type { Objective } from '@ddr-lab/engine/gradients/objective';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CollaborativeRecipe } from './method';

/**
 * What one network of MSSR's pair learns from (Lee et al. 2022): pixels on the LR patches of its own degrader; on those of the other's, what the other makes of them (so the two come to agree); on true LR patches, the mean of what both make of
 * them. The other stands still, and so does the mean: |own - mean| is half of |own - other|, but its gradient by `own` is that of |own - other| whole, which is what is written here.
 *
 * Inputs: `made` (its own LR), `others` (the other's), `target` (true ones), `hr`, and `share`, the weight of the true ones in this iteration, once for each sample of an HR patch.
 */
export function memberObjective(
  own: LayersModel,
  other: LayersModel,
  { batch, patch, losses: weights }: Pick<CollaborativeRecipe, 'batch' | 'patch' | 'losses'>,
  scale: number,
): Objective {
  const lr = [batch, patch, patch, 3];
  const hr = [batch, patch * scale, patch * scale, 3];
  return {
    networks: { own: { model: own, role: 'trained' }, other: { model: other, role: 'held' } },
    inputs: { made: lr, others: lr, target: lr, hr, share: hr },
    build: (calculus, { made, others, target, hr: wanted, share }) => {
      const [ofTarget, theirs] = [calculus.apply('own', target)[0], calculus.apply('other', target)[0]];
      const losses = {
        pixels: calculus.l1(calculus.apply('own', made)[0], wanted),
        agreement: calculus.l1(calculus.apply('own', others)[0], calculus.apply('other', others)[0]),
        target: calculus.l1(ofTarget, theirs),
      };
      const total = calculus.sum([
        [weights.pixels, losses.pixels],
        [weights.agreement, losses.agreement],
        [weights.target, calculus.weightedL1(ofTarget, theirs, share)],
      ]);
      return { losses: { ...losses, total }, total };
    },
  };
}
