import path from 'node:path';
import { readdir } from 'node:fs/promises';
import { dataRoot } from '../../images/data-root';
import type { LayerAnalysis } from '../../analysis/analyse';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, verdictBetween } from '../../claims/check';

/** Files that hold PyTorch weights by their names. */
const weightFile = /\.(pth|pt|ckpt|safetensors)$/;

/** Weight files of networks that others trained: those in the data root's folder `weights`, by name; none without it. */
export async function thirdPartyWeights(): Promise<string[]> {
  const root = dataRoot();
  if (root === undefined) return [];
  const folder = path.join(root, 'weights');
  const files = await readdir(folder).catch(() => [] as string[]);
  return files
    .filter((file) => weightFile.test(file))
    .sort()
    .map((file) => path.join(folder, file));
}

const others: Claim = {
  id: '4.3-any-network',
  section: 'Sec. 4.3, beyond the paper',
  text: 'Networks of other architectures, data and losses than those above know degradations at their last block, too.',
  paper: undefined,
  threshold: 'the least CHI at the last block of all networks is over 20',
  reason: 'overlapping points have a CHI near 1, and below 5 no group can be told by eye. Weakly from 5.',
};

const learnt: Claim = {
  id: '4.3-learnt',
  section: 'Sec. 4.3, beyond the paper',
  text: 'It is training that brings this: a network of random weights does not tell degradations apart.',
  paper: undefined,
  threshold: 'CHI at the last block of random weights is below 5',
  reason: 'random labels give about 1; below 5 no group can be told by eye. Weakly below 20.',
};

/**
 * What networks from files show (their analyses end with the last block), beside a control of random weights.
 *
 * @param networks at least one.
 */
export function checkExternalNetworks(
  networks: readonly { readonly name: string; readonly layers: readonly LayerAnalysis[] }[],
  control: LayerAnalysis,
): CheckedClaim[] {
  const last = networks.map(({ layers }) => layers[layers.length - 1].chi);
  return [
    checkMeasured(others, {
      of: last,
      statistic: (values) => Math.min(...values),
      verdict: (least) => verdictBetween(least, 20, 5),
      ours: (least, values) => `${least.toFixed(1)} (${networks[values.indexOf(least)].name})`,
    }),
    checkMeasured(learnt, { of: [control.chi], verdict: (value) => verdictBetween(value, 5, 20) }),
  ];
}
