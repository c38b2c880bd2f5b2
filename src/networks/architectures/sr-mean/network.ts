import { input, layers, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { namedWith } from '../../given-weights';
import { copyLayers } from '../parts/chain';
import { srresnet, type SrresnetOptions } from '../srresnet/network';
import type { NetworkKind } from '../kind';

/** What the names of the two networks' layers begin with. */
export const MEMBERS = ['One', 'Two'] as const;

/**
 * The mean of what two SRResNets of one size make of an LR image, as MSSR's pair is used (Lee et al. 2022): N x H x W x 3 to N x (s H) x (s W) x 3. Their layers are SRResNet's with `One` and `Two` in front: OneConv1, OneRB1 ... TwoOutput;
 * Output is the mean.
 *
 * @param options of each of the two; the second's seed is the next.
 * @throws InputError as `srresnet`.
 */
function srMean(options: SrresnetOptions = {}): LayersModel {
  const image = input({ name: 'Input', shape: [null, null, 3] });
  const results = MEMBERS.map((prefix, k): SymbolicTensor => {
    const member = namedWith(prefix, () => srresnet({ ...options, seed: (options.seed ?? 0) + k }));
    try {
      return copyLayers(member, image, (name) => `${prefix}${name}`);
    } finally {
      member.dispose();
    }
  });
  const output = layers.average({ name: 'Output' }).apply(results) as SymbolicTensor;
  return model({ inputs: image, outputs: output });
}

/** `srMean` as a kind of network. */
export const srMeanKind: NetworkKind<SrresnetOptions> = {
  title: 'the mean of two SRResNets',
  taps: 'OneConv1, OneRB1 ... OneOutput, TwoConv1, TwoRB1 ... TwoOutput, Output',
  source: 'Lee et al. 2022',
  build: srMean,
};
