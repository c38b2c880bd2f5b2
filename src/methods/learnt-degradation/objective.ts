import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DegraderInput } from '../../networks/architectures/degrader/given';
import type { LearntDegradationRecipe } from './method';

/** The networks of an objective; what has no weight needs none. */
export interface DegraderModels {
  readonly degrader: LayersModel;
  readonly judge: LayersModel;
  /** Means of 5 x 5 pixels (`localMeans`). */
  readonly means?: LayersModel;
  /** A classifier's features. */
  readonly features?: LayersModel;
  /** Means of whole images (`imageMeans`). */
  readonly imageMeans?: LayersModel;
}

/** What a degrading network learns from (DSGAN, Fritsche et al. 2019; PDM, Luo et al. 2022): its images pass for the target's, and keep colours and content. What has no weight is not computed. */
export function degraderObjective(
  { degrader, judge, means, features, imageMeans }: DegraderModels,
  { batch, patch, losses: weights, perceptual, gan = 'vanilla' }: LearntDegradationRecipe,
  { shrinks, noise }: DegraderInput,
): Objective {
  const shape = [batch, patch, patch, 3];
  const side = patch * shrinks;
  const fixed = { means, features, imageMeans };
  const given = Object.entries(fixed).flatMap(([name, model]) =>
    model ? [[name, { model, role: 'fixed' as const }] as const] : [],
  );
  return {
    networks: {
      degrader: { model: degrader, role: 'trained' },
      judge: { model: judge, role: 'held' },
      ...Object.fromEntries(given),
    },
    inputs: {
      given: [batch, side, side, 3 + noise],
      source: shape,
      // Rows of zeros: what the noise of an image should be on the mean.
      ...(imageMeans && { silence: [batch, 3] }),
    },
    build: <T>(calculus: Calculus<T>, { given, source, silence }: Readonly<Record<string, T>>) => {
      const layers = imageMeans ? ['Output', 'Noise'] : undefined;
      const [made, grain] = calculus.apply('degrader', given, layers);
      const [logits] = calculus.apply('judge', made);
      const losses: Record<string, T> = {
        adversarial: gan === 'vanilla' ? calculus.verdict(logits, true) : calculus.leastSquares(logits, 1),
      };
      if (means) {
        losses.colours = calculus.l1(calculus.apply('means', made)[0], calculus.apply('means', source)[0]);
      }
      if (features) {
        const seen = calculus.apply('features', made, perceptual.layers);
        const wanted = calculus.apply('features', source, perceptual.layers);
        losses.perceptual = calculus.sum(seen.map((feature, i) => [1, calculus.l1(feature, wanted[i])]));
      }
      if (imageMeans) {
        losses.bias = calculus.mse(calculus.apply('imageMeans', grain)[0], silence);
      }
      const total = calculus.sum(
        Object.entries(losses).map(([name, loss]) => [weights[name as keyof typeof weights] ?? 0, loss]),
      );
      return { losses: { ...losses, total }, total, outputs: { made } };
    },
  };
}
