import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { NetworkSpec } from '../architectures/spec';
import type { UpScale } from '../architectures/parts/super-resolution-tail';
import type { Assumption, CodeConstants } from './assumptions';
import type { ConventionOptions } from './convention';
import type { Layout } from './layout';
import type { GraphOptions } from '@ddr-lab/graphs/find-size';

/** Named tensors in PyTorch's layout. */
export type Tensors = ReadonlyMap<string, WeightTensor>;

/** Where one of our weights comes from. */
export interface Source {
  /** The tensor's name in the file. */
  readonly from: string;
  readonly layout: Layout;
}

/** A network found in a state dict: what to build, which tensor goes where, and what was assumed. */
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
  /** Constants of the authors' code that were not told and that the file does not hold. */
  readonly assumed?: readonly Assumption[];
  /** The network brings images to its authors' range by itself, which `range` tells it: nothing stands in front of it. */
  readonly ranged?: boolean;
}

/** A network that is like an architecture known here, and why it is none. */
export interface NearMiss {
  readonly architecture: string;
  /** What does not fit, in words that go on from "it looks like X, but". */
  readonly but: string;
}

/** What may be told of a network whose file does not say it. */
export interface ImportOptions extends ConventionOptions, CodeConstants, GraphOptions {
  /**
   * Where in the file the network is, where it holds several: the keys on the way to it, joined by dots
   * (`state_dict.generator`). An error lists the places.
   */
  readonly place?: string;
  /** Upscaling factor, where the weights do not tell it (SRCNN, networks of several scales in one file). */
  readonly scale?: number;
  /** `imagenet`: images are brought to mean 0 and deviation 1 as torchvision does it (ResNet18); `none`, default: as they are. */
  readonly normalised?: 'imagenet' | 'none';
  /** Whether the upsampled input is added to the output, where the weights do not tell it (SRResNet, SRCNN). */
  readonly globalResidual?: boolean;
}

/** Recognises one architecture by names and shapes: undefined where it is quite another. */
export type Recognise = (tensors: Tensors, options: ImportOptions) => Recognised | NearMiss | undefined;

/** How one architecture is known; a line in `architectures.ts` adds it. */
export interface Architecture {
  /** As messages name it. */
  readonly name: string;
  /** Names of tensors that are typical of it: how the nearest architecture is found where none fits. */
  readonly signs: readonly RegExp[];
  readonly recognise: Recognise;
}

/** Tells a near miss from a network that was recognised. */
export function isNearMiss(found: Recognised | NearMiss): found is NearMiss {
  return 'but' in found;
}

/** Collects where weights come from, by layers. */
export class Plan {
  readonly sources = new Map<string, Source>();

  constructor(private readonly tensors: Tensors) {}

  /** A convolution; `shuffle`: the factor of the pixel shuffle behind it. Without bias in the file: zero. */
  conv(own: string, theirs: string, shuffle?: number): this {
    return this.convolution(
      own,
      theirs,
      shuffle === undefined ? 'kernel' : { shuffledKernel: shuffle },
      shuffle,
    );
  }

  /** A convolution of pixels that were unshuffled by a factor. */
  convOfUnshuffled(own: string, theirs: string, factor: number): this {
    return this.convolution(own, theirs, { unshuffledKernel: factor });
  }

  private convolution(own: string, theirs: string, layout: Layout, shuffle?: number): this {
    this.sources.set(`${own}/kernel`, { from: `${theirs}.weight`, layout });
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

  /** A layer normalisation. */
  layerNorm(own: string, theirs: string): this {
    return this.asIs(`${own}/gamma`, `${theirs}.weight`).asIs(`${own}/beta`, `${theirs}.bias`);
  }

  /** One weight that is a tensor as it stands, by their names. */
  asIs(own: string, theirs: string): this {
    this.sources.set(own, { from: theirs, layout: 'as-is' });
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

/** How many blocks there are one after another, by numbers in names like `body.15.conv1.weight`, from `first` on. */
export function countBlocks(tensors: Tensors, pattern: RegExp, first = 0): number {
  const found = new Set<number>();
  for (const name of tensors.keys()) {
    const number = pattern.exec(name)?.[1];
    if (number !== undefined) found.add(Number(number));
  }
  let count = 0;
  while (found.has(first + count)) count++;
  return count;
}

/**
 * The scale that upsampling convolutions in front of pixel shuffles make: 2, 4 or 8 for one, two or three that quadruple channels,
 * 3 for one that ninefolds; undefined for others.
 *
 * @param name of the k-th convolution, k from 0.
 */
export function scaleOf(tensors: Tensors, name: (k: number) => string): UpScale | undefined {
  const factors: number[] = [];
  for (;;) {
    const shape = tensors.get(`${name(factors.length)}.weight`)?.shape;
    if (!shape) break;
    factors.push(Math.sqrt(shape[0] / shape[1]));
  }
  if (factors.length === 1 && factors[0] === 3) return 3;
  if (factors.length === 0 || factors.length > 3 || factors.some((factor) => factor !== 2)) return undefined;
  return (2 ** factors.length) as UpScale;
}
