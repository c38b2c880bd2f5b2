import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { type LowResolutionDegradation, lowResolved } from '../../degradations/low-resolution-model';
import { tap } from '../../features/tap';
import { clusterScores } from '../../metrics/clusters';
import { rankCorrelation } from '../../metrics/rank-correlation';
import type { Network } from '../../networks/network';
import { openEvaluationSet } from '../../training/data/sets';
import { evaluateMetrics, bicubicMetrics, type EvaluationPatches } from '../../training/evaluate';
import type { Evaluation } from '../../training/recipe';
import type { Values } from '../../training/task';

/** Side of an LR patch, as in the paper's analysis. */
const PATCH = 32;

/** The degradations that representations are told apart by: four noises without blur, four blurs without noise. */
const levels = {
  noise: [0, 5, 10, 15].map((noise): LowResolutionDegradation => ({ blur: 0, noise })),
  blur: [0.8, 1.6, 2.4, 3.2].map((blur): LowResolutionDegradation => ({ blur, noise: 0 })),
} as const;

/** The degradations that outputs are measured on, by their names in the log. */
const outputs: Readonly<Record<string, LowResolutionDegradation>> = {
  'blur 1.2': { blur: 1.2, noise: 0 },
  'blur 2.4': { blur: 2.4, noise: 0 },
  'blur 3.6': { blur: 3.6, noise: 0 },
  'noise 10': { blur: 0, noise: 10 },
};

/** Measures a network; its values go into the log. */
export interface Measured {
  readonly name: string;
  measure(): Promise<Values>;
}

async function centres(evaluation: Evaluation, scale: number): Promise<{ name: string; hr: Image[] }> {
  const images = await openEvaluationSet(evaluation, PATCH * scale);
  const hr: Image[] = [];
  for (let i = 0; i < Math.min(evaluation.count, images.count); i++) {
    hr.push(cropCentre(await images.read(i), PATCH * scale));
  }
  return { name: `${hr.length} centre patches of ${images.name}`, hr };
}

const degraded = (hr: readonly Image[], degradation: LowResolutionDegradation, scale: number): Image[] =>
  hr.map((image, seed) => lowResolved(image, degradation, { scale, seed }));

/**
 * How clearly the representations of centre patches are sorted: CHI by noise and by blur, four levels each, of the rows as they are
 * (no PCA, no t-SNE), and by content under the four noises. Of a network with a Score its rank correlation with the level, too.
 */
export async function encoderEvaluation(
  network: Network,
  evaluation: Evaluation,
  scale: number,
): Promise<Measured> {
  const { name, hr } = await centres(evaluation, scale);
  const sets = Object.entries(levels).map(([kind, list]) => ({
    kind,
    images: list.flatMap((degradation) => degraded(hr, degradation, scale)),
    level: list.flatMap((_, k) => hr.map(() => k)),
    image: list.flatMap(() => hr.map((__, i) => i)),
  }));
  return {
    name,
    measure: async () => {
      const values: Values = {};
      const scored = network.layers.includes('Score');
      for (const { kind, images, level, image } of sets) {
        const { Representation: rows, Score: score } = await tap(
          network,
          scored ? ['Representation', 'Score'] : ['Representation'],
          images,
        );
        values[`CHI by ${kind}`] = clusterScores(rows, level).chi;
        if (kind === 'noise') values['CHI by content'] = clusterScores(rows, image).chi;
        if (scored) values[`rank by ${kind}`] = rankCorrelation(score.data, level);
      }
      return values;
    },
  };
}

/** `psnr` without degradation, `psnr blur 2.4` ... and the same of bicubic. */
export async function outputEvaluation(
  { model }: Pick<Network, 'model'>,
  evaluation: Evaluation,
  scale: number,
): Promise<Measured> {
  const { name, hr } = await centres(evaluation, scale);
  const patches: EvaluationPatches = {
    hr,
    lr: degraded(hr, { blur: 0, noise: 0 }, scale),
    degraded: Object.fromEntries(
      Object.entries(outputs).map(([key, degradation]) => [key, degraded(hr, degradation, scale)]),
    ),
  };
  const bicubic = bicubicMetrics(patches);
  return {
    name,
    measure: async () => ({ ...(await evaluateMetrics(model, patches)), bicubic: bicubic.psnr }),
  };
}
