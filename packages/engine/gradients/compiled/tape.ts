import type { Graph, Value } from '../../onnxruntime/graph';

/**
 * A value on the way to a loss. `blocks`: images with their channels laid out in blocks, whole ones; `planes`:
 * N x C x H x W, for fewer channels than a block; `pixels`: (N H W) x C, for what works on each pixel's channels together;
 * `rows`: N x C, height and width 1; `scalar`: a loss.
 */
export interface Feature {
  readonly layout: 'blocks' | 'planes' | 'pixels' | 'rows' | 'scalar';
  readonly value: Value;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** How many images there are, where they are not those of the batch: frames of clips. */
  readonly count?: number;
  /** Nothing that is trained has a part in it: nobody wants its gradient. */
  readonly fixed?: boolean;
}

/** A weight in the graph. */
export interface Weight {
  /** What its gradient is called. */
  readonly name: string;
  readonly value: Value;
  readonly shape: readonly number[];
  readonly trained: boolean;
}

/**
 * Reverse-mode differentiation, written into a graph: each operation adds its nodes at once and records those
 * of its gradient, which `backward` adds in reverse order.
 */
export class Tape {
  private readonly steps: (() => void)[] = [];
  private readonly adjoints = new Map<Feature, Value>();
  /** Gradients of the trained weights, by name. */
  readonly gradients = new Map<string, Value>();

  constructor(
    readonly graph: Graph,
    /** Channels in a block; where the graph knows no blocks, of how many the channels of a convolution must be a multiple. */
    readonly block: number,
    /** Images in a batch. */
    readonly batch: number,
  ) {}

  /** How many channels of a feature lie side by side in memory. */
  runOf({ layout }: Feature): number {
    return layout === 'blocks' && this.graph.blocked ? this.block : 1;
  }

  /** Remembers how to hand the gradient of `y` on; nothing where it is fixed. */
  record(y: Feature, step: (dy: Value) => void): Feature {
    if (!y.fixed) {
      this.steps.push(() => {
        const dy = this.adjoints.get(y);
        if (dy !== undefined) step(dy);
      });
    }
    return y;
  }

  /** The gradient of `x` as far as it is known. */
  adjoint(x: Feature): Value | undefined {
    return this.adjoints.get(x);
  }

  /** Adds to the gradient of `x`, in the layout of `x`. */
  accumulate(x: Feature, value: Value): void {
    if (x.fixed) return;
    const known = this.adjoints.get(x);
    this.adjoints.set(x, known === undefined ? value : this.graph.node('Add', [known, value]));
  }

  /** Puts another gradient in the place of the one of `x`. */
  replace(x: Feature, value: Value): void {
    this.adjoints.set(x, value);
  }

  /** Adds to the gradient of a weight. */
  collect({ name, trained }: Weight, value: () => Value): void {
    if (!trained) return;
    const known = this.gradients.get(name);
    this.gradients.set(name, known === undefined ? value() : this.graph.node('Add', [known, value()]));
  }

  /** Adds the nodes of all gradients of a loss. */
  backward(loss: Feature): void {
    this.adjoints.set(loss, this.graph.scalar(1));
    for (const step of this.steps.reverse()) step();
  }
}
