import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { toldOr, type Assumption } from '../../import/assumptions';
import { Plan, type Architecture, type Recognise } from '../../import/recognised';

/** What torchvision's networks are fed: (x - mean) / deviation, of ImageNet's RGB. */
const imagenet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** Torchvision's names, and those of the CIFAR form that is about most (kuangliu/pytorch-cifar). */
const namings = [
  { shortcut: 'downsample', last: 'fc' },
  { shortcut: 'shortcut', last: 'linear' },
] as const;

/**
 * ResNet18 by torchvision's names, in its own form and in that for CIFAR. Its images go in as they are, unless
 * `normalised: 'imagenet'` is asked for: the weights do not tell.
 */
const recognise: Recognise = (tensors, options) => {
  const first = tensors.get('conv1.weight')?.shape ?? [];
  const [width, colours, side] = first;
  const stem = side === 7 ? 'imagenet' : 'cifar';
  const naming = namings.find(({ last }) => tensors.has(`${last}.weight`));
  const others = ['layer1.2.conv1.weight', 'layer1.0.conv3.weight'];
  if (!naming || colours !== 3 || !(side === 7 || side === 3)) return undefined;
  if (!tensors.has('layer4.1.conv2.weight') || others.some((name) => tensors.has(name))) return undefined;
  const plan = new Plan(tensors)
    .conv('Conv1.conv', 'conv1')
    .norm('Conv1.bn', 'bn1')
    .dense('Output', naming.last);
  for (const stage of [1, 2, 3, 4]) {
    for (const block of [0, 1]) {
      const [own, theirs] = [`Conv${stage + 1}_${block + 1}`, `layer${stage}.${block}`];
      for (const k of [1, 2]) {
        plan.conv(`${own}.conv${k}`, `${theirs}.conv${k}`).norm(`${own}.bn${k}`, `${theirs}.bn${k}`);
      }
      if (stage > 1 && block === 0) {
        plan.conv(`${own}.shortcut.conv`, `${theirs}.${naming.shortcut}.0`);
        plan.norm(`${own}.shortcut.bn`, `${theirs}.${naming.shortcut}.1`);
      }
    }
  }
  const assumed: Assumption[] = [];
  const normalised = toldOr(
    options.normalised,
    { option: 'normalised', value: 'none' as 'none' | 'imagenet' },
    assumed,
  );
  const classes = tensors.get(`${naming.last}.weight`)!.shape[0];
  return {
    architecture: naming.last === 'fc' ? 'ResNet18 (torchvision)' : 'ResNet18 (CIFAR)',
    spec: { kind: 'resnet18', width, classes, stem, padding: 'pytorch', input: 'shifted' },
    sources: plan.sources,
    assumed,
    constants: shift(normalised === 'imagenet' ? imagenet : { mean: [0, 0, 0], deviation: [1, 1, 1] }),
    unused: (name) => name.endsWith('.num_batches_tracked'),
  };
};

export const resnet18Architecture: Architecture = {
  name: 'ResNet18',
  signs: [/^layer\d\.\d\.(conv|bn|downsample|shortcut)/],
  recognise,
};

/** (x - mean) / deviation of each colour, as a convolution of 1 x 1. */
function shift({ mean, deviation }: typeof imagenet): Map<string, WeightTensor> {
  const kernel = Float32Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 1 / deviation[i / 4] : 0));
  const bias = Float32Array.from(mean, (value, i) => -value / deviation[i]);
  return new Map([
    ['Input.shift/kernel', { shape: [1, 1, 3, 3], data: kernel }],
    ['Input.shift/bias', { shape: [3], data: bias }],
  ]);
}
