import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { initialise, wholeNumbers } from '../parts/convolve';
import { withSharedLayers } from '../parts/shared-layers';
import type { NetworkKind } from '../kind';

/** The size of a PRN. */
export interface PrnOptions {
  /** Feature channels; default 32, as published. */
  readonly channels?: number;
  /** Times that the estimate is improved, with the same weights; default 6, as published. */
  readonly stages?: number;
  /** Residual blocks of a stage; default 5, as published. */
  readonly blocks?: number;
  /** `true`: PRN_r, whose blocks in a stage have the same weights, too; default `false`, PRN. */
  readonly recursive?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * The progressive residual network for deraining, PRN and PRN_r (Ren et al. 2019): N x H x W x 3 in [0, 1] to the same. In each stage the image
 * and the estimate so far (at first the image) go through a convolution (Stage1Conv1), residual blocks (Stage1RB1 ... Stage1RB5: two convolutions
 * with a ReLU behind each, what came in added, a ReLU) and a convolution to 3 channels, to which the image is added: the next estimate (Stage1,
 * Stage2 ...; of the last stage Output). All stages use the same layers: their weights are there once, and trained as one.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
export function prn(options: PrnOptions = {}): LayersModel {
  const { channels = 32, stages = 6, blocks = 5, recursive = false, seed = 0 } = options;
  wholeNumbers('PRN', { channels, stages, blocks });
  const shared = (name: string, filters: number): layers.Layer =>
    layers.conv2d({ name, filters, kernelSize: 3, padding: 'same', kernelInitializer: 'zeros' });
  const first = shared('Conv1.conv', channels);
  const last = shared('Estimate.conv', 3);
  const pairs = Array.from({ length: recursive ? 1 : blocks }, (_, k) =>
    ['conv1', 'conv2'].map((name) => shared(`RB${recursive ? '' : k + 1}.${name}`, channels)),
  );
  const on = (layer: layers.Layer, ...x: SymbolicTensor[]): SymbolicTensor =>
    layer.apply(x.length === 1 ? x[0] : x) as SymbolicTensor;
  const relu = (name: string, x: SymbolicTensor): SymbolicTensor => on(layers.reLU({ name }), x);

  const image = input({ name: 'Input', shape: [null, null, 3] });
  let estimate = image;
  for (let t = 1; t <= stages; t++) {
    const stage = `Stage${t}`;
    const both = on(layers.concatenate({ name: `${stage}.both` }), image, estimate);
    let x = relu(`${stage}Conv1`, on(first, both));
    for (let k = 1; k <= blocks; k++) {
      const name = `${stage}RB${k}`;
      const [conv1, conv2] = pairs[recursive ? 0 : k - 1];
      const inner = relu(`${name}.relu2`, on(conv2, relu(`${name}.relu1`, on(conv1, x))));
      x = relu(name, on(layers.add({ name: `${name}.sum` }), inner, x));
    }
    estimate = on(layers.add({ name: t === stages ? 'Output' : stage }), on(last, x), image);
  }
  return initialise(withSharedLayers(model({ inputs: image, outputs: estimate })), {
    seed,
    // What is added to something begins small.
    gain: (name) => (/^RB\d*\.conv2|^Estimate/.test(name) ? 0.1 : 1),
  });
}

/** `prn` as a kind of network. */
export const prnKind: NetworkKind<PrnOptions> = {
  title: 'PRN and PRN_r, progressive deraining in stages of the same weights',
  taps: 'Stage1Conv1, Stage1RB1 ... Stage1RB5, Stage1, Stage2Conv1 ..., Output',
  source: 'Ren et al. 2019',
  size: 'same',
  build: prn,
};
