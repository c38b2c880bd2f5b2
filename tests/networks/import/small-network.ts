import { createRandom } from '@ddr-lab/base/random';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

/** Shapes of the smallest SRResNet that there is: 2 channels, one block, twice the size. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  'conv_first.weight': [2, 3, 3, 3],
  'conv_first.bias': [2],
  'body.0.conv1.weight': [2, 2, 3, 3],
  'body.0.conv1.bias': [2],
  'body.0.conv2.weight': [2, 2, 3, 3],
  'body.0.conv2.bias': [2],
  'upconv1.weight': [8, 2, 3, 3],
  'upconv1.bias': [8],
  'conv_hr.weight': [2, 2, 3, 3],
  'conv_hr.bias': [2],
  'conv_last.weight': [3, 2, 3, 3],
  'conv_last.bias': [3],
};

/** Its weights by PyTorch's names, other ones for each seed. */
export function smallNetwork(seed: number): Map<string, WeightTensor> {
  const random = createRandom(seed, 0);
  return new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const count = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length: count }, () => 0.1 * random.normal()) }];
    }),
  );
}
