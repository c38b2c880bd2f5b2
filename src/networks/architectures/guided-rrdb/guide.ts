import { layers, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '@ddr-lab/base/errors';
import { convolve, leaky } from '../parts/convolve';
import type { SrresnetOptions } from '../srresnet/network';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

/** Begins the names of the guide's layers, which the generator has without. */
const prefix = 'Guide.';

/**
 * The frozen trunk of an SRResNet or SRGAN generator, from LR input to the output of its last residual block:
 * N x H x W x 3 to N x H x W x C. Its layers are the generator's (`Guide.Conv1` ... `Guide.RB16`) and are not
 * trained.
 */
export function guideTrunk(
  lr: SymbolicTensor,
  { channels = 64, blocks = 16 }: SrresnetOptions,
): SymbolicTensor {
  const conv = (name: string, x: SymbolicTensor): SymbolicTensor =>
    convolve(prefix + name, x, channels, { trainable: false });
  let x = leaky(`${prefix}Conv1`, conv('Conv1.conv', lr), 0.1);
  for (let k = 1; k <= blocks; k++) {
    const inner = layers.reLU({ name: `${prefix}RB${k}.relu` }).apply(conv(`RB${k}.conv1`, x));
    const residual = conv(`RB${k}.conv2`, inner as SymbolicTensor);
    x = layers.add({ name: `${prefix}RB${k}` }).apply([x, residual]) as SymbolicTensor;
  }
  return x;
}

/**
 * Gives a guided network's frozen trunk the weights of a trained generator: `Conv1.*` and `RB*.*` of its file
 * (`readSafetensors`, or `readWeights` of the network itself), up to the last block; what comes behind is not used.
 *
 * @throws InputError when the network has no guide, and naming the tensors that are missing, left over, or of
 * another shape; then no weight has been changed.
 */
export function loadGuide(model: LayersModel, tensors: ReadonlyMap<string, WeightTensor>): void {
  const guide = model.weights.filter(({ originalName }) => originalName.startsWith(prefix));
  if (guide.length === 0) {
    throw new InputError('The network has no guide: build it with the option `guide`.');
  }
  const wanted = new Map(guide.map((weight) => [weight.originalName.slice(prefix.length), weight]));
  const missing = [...wanted.keys()].filter((name) => !tensors.has(name));
  const foreign = [...tensors.keys()].filter((name) => /^(Conv1|RB\d+)\./.test(name) && !wanted.has(name));
  if (missing.length > 0 || foreign.length > 0) {
    throw new InputError(
      `The generator's weights do not fit the guide (missing: ${some(missing)}; not used: ${some(foreign)}). ` +
        "Give the guide the generator's number of blocks.",
    );
  }
  for (const [name, { shape }] of wanted) {
    const given = tensors.get(name)!.shape;
    if (given.join() !== shape.join()) {
      throw new InputError(
        `The generator's ${name} is ${given.join(' x ')}, the guide's ${shape.join(' x ')}. ` +
          "Give the guide the generator's number of channels.",
      );
    }
  }
  for (const [name, weight] of wanted) {
    const tensor = tf.tensor(tensors.get(name)!.data.slice(), weight.shape as number[]);
    weight.write(tensor);
    tensor.dispose();
  }
}

function some(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ', ...' : '') || 'none';
}
