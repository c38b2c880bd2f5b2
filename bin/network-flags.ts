import { Option, type Command } from 'commander';
import type { ImportOptions } from '../src/networks/import/recognised';
import { oneOf, wholeNumber } from './words';

/** A flag that tells of a network what its file does not, and the option of `importNetwork` that it becomes. */
interface NetworkFlag {
  readonly flag: string;
  readonly about: string;
  /** `option` is the flag's own name, for messages. */
  readonly read: (word: string, option: string) => ImportOptions;
}

const ranges = { 1: 1, 255: 255, signed: 'signed' } as const;
const rangeOf = (word: string, option: string): 1 | 255 | 'signed' =>
  ranges[oneOf(option, word, ['1', '255', 'signed'] as const)];

/** Every option of `importNetwork`: what is added here, every command that takes weights takes. */
const networkFlags: readonly NetworkFlag[] = [
  {
    flag: '--scale <factor>',
    about: 'what networks enlarge by whose weights do not tell it (SRCNN)',
    read: (word, option) => ({ scale: wholeNumber(option, word, 1) }),
  },
  {
    flag: '--global-residual <yes|no>',
    about:
      'whether networks whose weights do not tell it add the enlarged input to their output (default: found by their output)',
    read: (word, option) => ({ globalResidual: oneOf(option, word, ['yes', 'no'] as const) === 'yes' }),
  },
  {
    flag: '--range <1|255|signed>',
    about:
      "samples that networks take: 1 ([0, 1]), 255 ([0, 255]) or signed ([-1, 1]) (default: 1, or the architecture's own)",
    read: (word, option) => ({ range: rangeOf(word, option) }),
  },
  {
    flag: '--output-range <1|255|signed>',
    about: "samples that networks put out (default: the input's range)",
    read: (word, option) => ({ outputRange: rangeOf(word, option) }),
  },
  {
    flag: '--channels <rgb|bgr>',
    about: 'order of colours that networks take (default: rgb)',
    read: (word, option) => ({ channels: oneOf(option, word, ['rgb', 'bgr'] as const) }),
  },
  {
    flag: '--normalised <imagenet>',
    about: "images are brought to ImageNet's mean and deviation first, as torchvision does it (ResNet18)",
    read: (word, option) => ({ normalised: oneOf(option, word, ['imagenet'] as const) }),
  },
  {
    flag: '--layout <nchw|nhwc>',
    about: 'where an ONNX model has its channels (default: found by its shapes)',
    read: (word, option) => ({ layout: oneOf(option, word, ['nchw', 'nhwc'] as const) }),
  },
];

/** The kinds of files that `--weights` takes, for help. */
export const weightKinds = '.pth, .pt, .safetensors, .npz, .onnx, tfjs model.json ...';

/** Adds the flags that tell of networks what their files do not. */
export function addNetworkFlags(command: Command): Command {
  for (const { flag, about } of networkFlags) command.addOption(new Option(flag, about));
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
  let options: ImportOptions = {};
  for (const { flag, read } of networkFlags) {
    const option = new Option(flag);
    const word: unknown = words.get(option.attributeName());
    if (typeof word === 'string') options = { ...options, ...read(word, option.long ?? flag) };
  }
  return options;
}
