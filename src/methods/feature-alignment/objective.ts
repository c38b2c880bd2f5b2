import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { FeatureAlignmentRecipe } from './method';

/** The networks that learn together. */
interface Models {
  /** LR to features to SR: of kind `feature-aligned`. */
  readonly network: LayersModel;
  /** Features to LR images of the target domain. */
  readonly decoder: LayersModel;
  /** Tells whose features these are. */
  readonly featureJudge: LayersModel;
  /** Tells true LR images of the target domain from decoded ones. */
  readonly imageJudge: LayersModel;
}

/** The layer whose features are aligned. */
export const ALIGNED = 'Encoder';

type Sizes = Pick<FeatureAlignmentRecipe, 'batch' | 'patch' | 'losses'>;

/**
 * What the network and the target's decoder learn from (USR-DA, Wang et al., ICCV 2021): `align`, features of both domains leave their judge undecided (LSGAN, 0.5); `rec`, the decoder gives target images back; `res`, clean images are super-resolved;
 * `sty`, a decoded clean image passes for one of the target (LSGAN); `idt`, it has the features of the clean image; `cyc`, and is super-resolved to the same original. Noise (`grain`) is added to decoded clean images alone: what is
 * given back has its own.
 *
 * Of the published sum, which reaches all networks, `idt` and `cyc` stop at the decoded image here (ours): a decoder could serve both by images that are easy to super-resolve, without the target's blur and noise.
 * What that is worth was not measured by itself.
 */
export function alignmentObjective(
  { network, decoder, featureJudge, imageJudge }: Models,
  { batch, patch, losses: weights }: Sizes,
  scale: number,
): Objective {
  const low = [batch, patch, patch, 3];
  return {
    networks: {
      network: { model: network, role: 'trained' },
      decoder: { model: decoder, role: 'trained' },
      featureJudge: { model: featureJudge, role: 'held' },
      imageJudge: { model: imageJudge, role: 'held' },
    },
    inputs: {
      source: low,
      original: [batch, patch * scale, patch * scale, 3],
      target: low,
      grain: low,
    },
    build: <T>(
      calculus: Calculus<T>,
      { source, original, target, grain }: Readonly<Record<string, T>>,
    ): { losses: Record<string, T>; total: T; outputs: Record<string, T> } => {
      const undecided = (features: T): T =>
        calculus.leastSquares(calculus.apply('featureJudge', features)[0], 0.5);
      const [ofSource, sr] = calculus.apply('network', source, [ALIGNED, 'Output']);
      const [ofTarget] = calculus.apply('network', target, [ALIGNED]);
      const [given] = calculus.apply('decoder', ofTarget);
      const [decoded] = calculus.apply('decoder', ofSource);
      const styled = calculus.add(decoded, grain);
      const [ofStyled, again] = calculus.apply('network', calculus.stop(styled), [ALIGNED, 'Output']);
      const losses: Record<keyof typeof weights, T> = {
        align: calculus.sum([
          [1, undecided(ofSource)],
          [1, undecided(ofTarget)],
        ]),
        rec: calculus.l1(given, target),
        res: calculus.l1(sr, original),
        sty: calculus.leastSquares(calculus.apply('imageJudge', styled)[0], 1),
        idt: calculus.l1(ofStyled, ofSource),
        cyc: calculus.l1(again, original),
      };
      const total = calculus.sum(
        Object.entries(losses).map(([name, loss]) => [weights[name as keyof typeof weights], loss]),
      );
      return { losses: { ...losses, total }, total, outputs: { styled } };
    },
  };
}

/**
 * What the judges learn from (LSGAN): features of target images are 1, of clean ones 0; true target images are 1, decoded ones 0.
 */
export function judgesObjective(
  { network, featureJudge, imageJudge }: Pick<Models, 'network' | 'featureJudge' | 'imageJudge'>,
  { batch, patch }: Pick<Sizes, 'batch' | 'patch'>,
): Objective {
  const low = [batch, patch, patch, 3];
  return {
    networks: {
      network: { model: network, role: 'held' },
      featureJudge: { model: featureJudge, role: 'trained' },
      imageJudge: { model: imageJudge, role: 'trained' },
    },
    inputs: { source: low, target: low, styled: low },
    build: (calculus, { source, target, styled }) => {
      const [ofTarget] = calculus.apply('network', target, [ALIGNED]);
      const [ofSource] = calculus.apply('network', source, [ALIGNED]);
      const features = calculus.sum([
        [1, calculus.leastSquares(calculus.apply('featureJudge', ofTarget)[0], 1)],
        [1, calculus.leastSquares(calculus.apply('featureJudge', ofSource)[0], 0)],
      ]);
      const images = calculus.sum([
        [1, calculus.leastSquares(calculus.apply('imageJudge', target)[0], 1)],
        [1, calculus.leastSquares(calculus.apply('imageJudge', styled)[0], 0)],
      ]);
      const total = calculus.sum([
        [1, features],
        [1, images],
      ]);
      return { losses: { features, images, total }, total };
    },
  };
}
