import { Option, type Command } from 'commander';
import type { ImportOptions } from '../src/networks/import/recognised';
import { namedNumbers, oneOf, plainNumber, sizeOf, threeNumbers, wholeNumber } from './words';

/** A flag that tells of a network what its file does not. */
interface NetworkFlag<Value> {
  readonly flag: string;
  readonly about: string;
  /** The value of its word; `option` is the flag's own name, for messages. */
  readonly read: (word: string, option: string) => Value;
}

const ranges = { 1: 1, 255: 255, signed: 'signed' } as const;
const rangeOf = (word: string, option: string): 1 | 255 | 'signed' =>
  ranges[oneOf(option, word, ['1', '255', 'signed'] as const)];

/** A flag for every option of `importNetwork`, but for `patch`, which commands have: what is added here, every command that takes weights takes. */
const networkFlags: {
  readonly [Name in keyof Required<Omit<ImportOptions, 'patch'>>]: NetworkFlag<ImportOptions[Name]>;
} = {
  place: {
    flag: '--place <keys>',
    about:
      'where in a file of several networks the network is: state_dict.generator (an error lists the places)',
    read: (word) => word,
  },
  scale: {
    flag: '--scale <factor>',
    about: 'what networks enlarge by whose weights do not tell it (SRCNN)',
    read: (word, option) => wholeNumber(option, word, 1),
  },
  globalResidual: {
    flag: '--global-residual <yes|no>',
    about:
      'whether networks whose weights do not tell it add the enlarged input to their output (default: found by their output)',
    read: (word, option) => oneOf(option, word, ['yes', 'no'] as const) === 'yes',
  },
  range: {
    flag: '--range <1|255|signed>',
    about:
      "samples that networks take: 1 ([0, 1]), 255 ([0, 255]) or signed ([-1, 1]) (default: 1, or the architecture's own)",
    read: rangeOf,
  },
  outputRange: {
    flag: '--output-range <1|255|signed>',
    about: "samples that networks put out (default: the input's range)",
    read: rangeOf,
  },
  channels: {
    flag: '--channels <rgb|bgr>',
    about: 'order of colours that networks take (default: rgb)',
    read: (word, option) => oneOf(option, word, ['rgb', 'bgr'] as const),
  },
  normalised: {
    flag: '--normalised <imagenet|none>',
    about: "images are brought to ImageNet's mean and deviation first, as torchvision does it (ResNet18)",
    read: (word, option) => oneOf(option, word, ['imagenet', 'none'] as const),
  },
  residualScaling: {
    flag: '--residual-scaling <number>',
    about: 'what the residual of a block is multiplied by (EDSR: 1, or 0.1 in the large ones; RRDBNet: 0.2)',
    read: (word, option) => plainNumber(option, word),
  },
  mean: {
    flag: '--mean <red,green,blue>',
    about: "mean of the training data's RGB in [0, 1], which is subtracted in front (EDSR, CARN)",
    read: (word, option) => threeNumbers(option, word),
  },
  slope: {
    flag: '--slope <number>',
    about: 'slope of LeakyReLUs for values below 0; 0 is a ReLU',
    read: (word, option) => plainNumber(option, word),
  },
  outputActivation: {
    flag: '--output-activation <tanh|linear>',
    about: 'what follows the last convolution of an SRGAN generator',
    read: (word, option) => oneOf(option, word, ['tanh', 'linear'] as const),
  },
  stages: {
    flag: '--stages <n>',
    about: 'how many times a progressive network improves its estimate (PRN, PRN_r: 6)',
    read: (word, option) => wholeNumber(option, word, 1),
  },
  layout: {
    flag: '--layout <nchw|nhwc>',
    about: 'where an ONNX model has its channels (default: found by its shapes)',
    read: (word, option) => oneOf(option, word, ['nchw', 'nhwc'] as const),
  },
  output: {
    flag: '--output <name>',
    about: 'the output of an ONNX or tfjs model that is its image (default: the one that is an image)',
    read: (word) => word,
  },
  size: {
    flag: '--only-size <pixels|HxW>',
    about:
      'the only size of images that an ONNX or tfjs model takes: 64, or 48x64 (default: found by trying)',
    read: (word, option) => sizeOf(option, word),
  },
  inputs: {
    flag: '--inputs <name=number,...>',
    about:
      'numbers for the inputs of an ONNX model besides its image, such as the noise that it is told: sigma=0.1',
    read: (word, option) => namedNumbers(option, word),
  },
};

/** The kinds of files that `--weights` takes, for help. */
export const weightKinds = '.pth, .pt, .safetensors, .npz, .onnx, tfjs model.json ...';

/** Adds the flags that tell of networks what their files do not. */
export function addNetworkFlags(command: Command): Command {
  for (const { flag, about } of Object.values(networkFlags)) command.addOption(new Option(flag, about));
  return command;
}

/**
 * What the flags say, for `importNetwork`; nothing of those that were not given.
 *
 * @param flags a command's options, as commander gives them.
 * @throws InputError naming the flag whose word does not do.
 */
export function networkOptions(flags: object): ImportOptions {
  const words = new Map(Object.entries(flags));
  const told = Object.entries(networkFlags).flatMap(([name, { flag, read }]) => {
    const option = new Option(flag);
    const word: unknown = words.get(option.attributeName());
    return typeof word === 'string' ? [[name, read(word, option.long ?? flag)] as const] : [];
  });
  // The size of patches, in commands that cut them, is one that networks are likely to take.
  const patch = Number(words.get('patch') ?? NaN);
  return { ...Object.fromEntries(told), ...(Number.isInteger(patch) && patch > 0 && { patch }) };
}
