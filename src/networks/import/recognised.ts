import type { WeightTensor } from '../weights/safetensors';
import type { NetworkSpec } from '../spec';
import type { ConventionOptions } from './convention';
import type { Layout } from './layout';
import type { GraphOptions } from './graph-options';

/** Named tensors in PyTorch's layout. */
export type Tensors = ReadonlyMap<string, WeightTensor>;

/** Where one of our weights comes from. */
export interface Source {
  /** The tensor's name in the file. */
  readonly from: string;
  readonly layout: Layout;
}

/** A network found in a state dict: what to build, and which tensor goes where. */
export interface Recognised {
  /** As its authors call it: `MSRResNet (BasicSR)`. */
  readonly architecture: string;
  readonly spec: NetworkSpec;
  /** By our weights' names (`RB1.conv1/kernel`). A weight that is not named here is zero. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Weights that follow from what the architecture's code has as constants. */
  readonly constants?: ReadonlyMap<string, WeightTensor>;
  /** Tensors of the file that the network needs not, such as counters. */
  readonly unused?: (name: string) => boolean;
}

/** What may be told of a network whose file does not say it. */
export interface ImportOptions extends ConventionOptions, GraphOptions {
  /** Upscaling factor, where the weights do not tell it (SRCNN). */
  readonly scale?: number;
  /** `imagenet`: images are brought to mean 0 and deviation 1 as torchvision does it (ResNet18); default: as they are. */
  readonly normalised?: 'imagenet';
  /** Whether the upsampled input is added to the output, where the weights do not tell it (SRResNet, SRCNN). */
  readonly globalResidual?: boolean;
}

/** Recognises one architecture by names and shapes: undefined where it is another. */
export type Recognise = (tensors: Tensors, options: ImportOptions) => Recognised | undefined;

/** Collects where weights come from, by layers. */
export class Plan {
  readonly sources = new Map<string, Source>();

  constructor(private readonly tensors: Tensors) {}

  /** A convolution; `shuffle`: the factor of the pixel shuffle behind it. Without bias in the file: zero. */
  conv(own: string, theirs: string, shuffle?: number): this {
    this.sources.set(`${own}/kernel`, {
      from: `${theirs}.weight`,
      layout: shuffle === undefined ? 'kernel' : { shuffledKernel: shuffle },
    });
    if (this.tensors.has(`${theirs}.bias`)) {
      this.sources.set(`${own}/bias`, {
        from: `${theirs}.bias`,
        layout: shuffle === undefined ? 'as-is' : { shuffledBias: shuffle },
      });
    }
    return this;
  }

  /** A batch normalisation. */
  norm(own: string, theirs: string): this {
    const parts = [
      ['gamma', 'weight'],
      ['beta', 'bias'],
      ['moving_mean', 'running_mean'],
      ['moving_variance', 'running_var'],
    ];
    for (const [ours, part] of parts) {
      this.sources.set(`${own}/${ours}`, { from: `${theirs}.${part}`, layout: 'as-is' });
    }
    return this;
  }

  /** A dense layer. */
  dense(own: string, theirs: string): this {
    this.sources.set(`${own}/kernel`, { from: `${theirs}.weight`, layout: 'dense' });
    if (this.tensors.has(`${theirs}.bias`)) {
      this.sources.set(`${own}/bias`, { from: `${theirs}.bias`, layout: 'as-is' });
    }
    return this;
  }

  /** A PReLU. */
  prelu(own: string, theirs: string): this {
    this.sources.set(`${own}/alpha`, { from: `${theirs}.weight`, layout: 'slope' });
    return this;
  }
}

/** How many blocks there are, by the largest number in names like `body.15.conv1.weight`, from `first` on. */
export function countBlocks(tensors: Tensors, pattern: RegExp, first = 0): number {
  let last = first - 1;
  for (const name of tensors.keys()) {
    const found = pattern.exec(name);
    if (found) last = Math.max(last, Number(found[1]));
  }
  return last - first + 1;
}

/** The scale that upsampling convolutions make: 2 for one that quadruples channels, 4 for two, 3 for one that ninefolds. */
export function scaleOf(tensors: Tensors, first: string, second: string): 2 | 3 | 4 | undefined {
  const [outs, ins] = tensors.get(first)?.shape ?? [];
  const factor = Math.sqrt(outs / ins);
  if (factor === 3 && !tensors.has(second)) return 3;
  if (factor !== 2) return undefined;
  return tensors.has(second) ? 4 : 2;
}
