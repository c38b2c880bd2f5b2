import { bicubicPsnr, evaluateMetrics, evaluationPatches } from './evaluate';
import type { Evaluation } from './recipe';
import type { Network } from '../networks/network';
import { openEvaluationSet } from './data/open';
import type { Values } from './task';

/** Measures PSNR of a super-resolution network, clean and on the recipe's degradations. */
export interface PsnrEvaluation {
  readonly name: string;
  measure(): Promise<Values>;
}

/** `psnr`, `psnr PRESET` ... of the network, and `bicubic`, on centre patches. */
export async function psnrEvaluation(
  network: Pick<Network, 'model'>,
  evaluation: Evaluation,
  scale: number,
): Promise<PsnrEvaluation> {
  const images = await openEvaluationSet(evaluation, 32 * scale);
  const patches = await evaluationPatches(images, { ...evaluation, scale });
  const bicubic = bicubicPsnr(patches);
  return {
    name: `${patches.hr.length} centre patches of ${images.name}`,
    measure: async () => ({ ...(await evaluateMetrics(network.model, patches)), bicubic }),
  };
}
