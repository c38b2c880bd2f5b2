import { Float, type Graph, type Value } from '../../backend/onnxruntime/graph';
import {
  channelsLast,
  filterToBlocks,
  fromBlocks,
  nchwc,
  toBlocks,
  turnedFilter,
  type FilterShape,
} from '../../backend/onnxruntime/layouts';
import { biasGradient, filterGradient } from './filter-gradient';

/**
 * A feature map on the way through the network. `blocks`: channels laid out in blocks, their number a multiple
 * of the block; `planes`: N x C x H x W, for fewer channels than a block.
 */
export interface Feature {
  readonly layout: 'blocks' | 'planes';
  readonly value: Value;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** What the network is given: nobody wants its gradient. */
  readonly isInput?: true;
}

/** A convolution's kernel and bias: inputs of the graph. */
export interface ConvWeights {
  readonly name: string;
  readonly shape: FilterShape;
  readonly kernel: Value;
  readonly bias?: Value;
}

/** An activation that a convolution applies itself: max(x, slope x); ReLU has slope 0. */
export interface Rectifier {
  readonly slope: number;
}

/** Gradients by the names of the weights. */
export type Gradients = Map<string, Value>;

/**
 * Reverse-mode differentiation, written into a graph: each operation adds its nodes at once and remembers
 * those of its gradient, which `backward` adds in reverse order.
 */
export class Tape {
  private readonly steps: (() => void)[] = [];
  private readonly adjoints = new Map<Feature, Value>();
  private readonly gradients: Gradients = new Map();

  constructor(
    private readonly graph: Graph,
    private readonly block: number,
    private readonly batch: number,
  ) {}

  /**
   * Convolution with stride 1 and zeros around ("same"), plus `sum`, then the rectifier. Fewer output channels
   * than a block (an image) come out as planes, to which nothing can be added on the way.
   */
  conv(x: Feature, weights: ConvWeights, rectifier?: Rectifier, sum?: Feature): Feature {
    const [height, width, , outputs] = weights.shape;
    const planes = outputs < this.block;
    const value = this.graph.node(
      'Conv',
      [
        x.value,
        filterToBlocks(this.graph, weights.kernel, weights.shape, this.block),
        weights.bias ? this.filledBias(weights) : '',
        ...(sum ? [sum.value] : []),
      ],
      {
        kernel_shape: [height, width],
        pads: this.pads(height, width),
        ...(rectifier && {
          activation: rectifier.slope === 0 ? 'Relu' : 'LeakyRelu',
          ...(rectifier.slope !== 0 && { activation_params: new Float([rectifier.slope]) }),
        }),
      },
      nchwc,
    );
    const size = { channels: outputs, height: x.height, width: x.width };
    const y: Feature = planes
      ? { layout: 'planes', value: fromBlocks(this.graph, value, outputs, 'NCHW'), ...size }
      : { layout: 'blocks', value, ...size };
    this.steps.push(() => this.convGradients(x, y, weights, rectifier, sum));
    return y;
  }

  /** max(x, slope x) on its own. */
  rectify(x: Feature, { slope }: Rectifier): Feature {
    const value = this.graph.node('LeakyRelu', [x.value], { alpha: new Float(slope) });
    const y: Feature = { ...x, isInput: undefined, value };
    this.steps.push(() => {
      this.accumulate(x, this.rectified(this.adjoint(y), y, slope));
    });
    return y;
  }

  add(a: Feature, b: Feature): Feature {
    const y: Feature = { ...a, isInput: undefined, value: this.graph.node('Add', [a.value, b.value]) };
    this.steps.push(() => {
      this.accumulate(a, this.adjoint(y));
      this.accumulate(b, this.adjoint(y));
    });
    return y;
  }

  /** Channels one behind the other; whole blocks, so that the layout stays. */
  concat(parts: readonly Feature[]): Feature {
    const values = parts.map(({ value }) => value);
    const channels = parts.map((part) => part.channels);
    const y: Feature = {
      ...parts[0],
      channels: channels.reduce((a, b) => a + b, 0),
      value: this.graph.node('Concat', values, { axis: 1 }),
    };
    this.steps.push(() => {
      const pieces = this.graph.multiple(
        'Split',
        [this.adjoint(y), this.graph.integers(channels)],
        parts.length,
        { axis: 1 },
      );
      parts.forEach((part, i) => this.accumulate(part, pieces[i]));
    });
    return y;
  }

  /** N x H x W x (r r C) to N x (r H) x (r W) x C, in tfjs's depthToSpace order. */
  pixelShuffle(x: Feature, factor: number): Feature {
    const { graph } = this;
    const channels = x.channels / factor ** 2;
    const { height, width } = x;
    const swap = (value: Value, split: readonly number[], whole: readonly number[]): Value => {
      // Rows of a block lie W pixels apart, its columns side by side: only the block's row moves.
      const parts = graph.node('Reshape', [value, graph.integers(split)]);
      const turned = graph.node('Transpose', [parts], { perm: [0, 2, 1, 3] });
      return graph.node('Reshape', [turned, graph.integers(whole)]);
    };
    const run = factor * channels;
    const pixels = fromBlocks(graph, x.value, x.channels, 'NHWC');
    const large = swap(pixels, [-1, width, factor, run], [-1, height * factor, width * factor, channels]);
    const y: Feature = {
      layout: 'blocks',
      value: toBlocks(graph, large),
      channels,
      height: height * factor,
      width: width * factor,
    };
    this.steps.push(() => {
      const dy = fromBlocks(graph, this.adjoint(y), channels, 'NHWC');
      const dx = swap(dy, [-1, factor, width, run], [-1, height, width, x.channels]);
      this.accumulate(x, toBlocks(graph, dx));
    });
    return y;
  }

  /** Adds the nodes of all gradients, given the one of `y`, in the layout of `y`. */
  backward(y: Feature, adjoint: Value): Gradients {
    this.accumulate(y, adjoint);
    for (const step of this.steps.reverse()) step();
    return this.gradients;
  }

  private convGradients(
    x: Feature,
    y: Feature,
    weights: ConvWeights,
    rectifier: Rectifier | undefined,
    sum: Feature | undefined,
  ): void {
    const { graph } = this;
    const [height, width, inputs, outputs] = weights.shape;
    let dy = this.adjoint(y);
    if (rectifier) dy = this.rectified(dy, y, rectifier.slope);
    if (sum) this.accumulate(sum, dy);
    const planes = y.layout === 'planes' ? dy : fromBlocks(graph, dy, outputs, 'NCHW');
    const pixels =
      x.layout === 'planes' ? channelsLast(graph, x.value) : fromBlocks(graph, x.value, inputs, 'NHWC');
    this.collect(
      `${weights.name}/kernel`,
      filterGradient(graph, pixels, planes, weights.shape, {
        count: this.batch,
        height: y.height,
        width: y.width,
      }),
    );
    if (weights.bias) this.collect(`${weights.name}/bias`, biasGradient(graph, planes));
    if (x.isInput) return;
    const turned = filterToBlocks(
      graph,
      turnedFilter(graph, weights.kernel, weights.shape),
      [height, width, outputs, inputs],
      this.block,
    );
    const [top, left, bottom, right] = this.pads(height, width);
    const attributes = { kernel_shape: [height, width], pads: [bottom, right, top, left] };
    if (x.layout === 'planes') {
      const dx = graph.node('Conv', [dy, turned], attributes, nchwc);
      this.accumulate(x, fromBlocks(graph, dx, inputs, 'NCHW'));
    } else {
      const known = this.adjoints.get(x);
      const operands = known === undefined ? [dy, turned] : [dy, turned, '', known];
      this.adjoints.set(x, graph.node('Conv', operands, attributes, nchwc));
    }
  }

  /** dy where y is above zero, slope dy elsewhere; y is behind the activation, which keeps the sign. */
  private rectified(dy: Value, y: Feature, slope: number): Value {
    const { graph } = this;
    // 2^126 takes every normal number to 1 and beyond; onnxruntime's Sign is several times as slow.
    const steep = graph.node('Mul', [y.value, graph.scalar(2 ** 126)]);
    const factor = graph.node('Clip', [steep, graph.scalar(slope), graph.scalar(1)]);
    return graph.node('Mul', [dy, factor]);
  }

  private filledBias({ bias, shape }: ConvWeights): Value {
    const missing = Math.ceil(shape[3] / this.block) * this.block - shape[3];
    return missing === 0 ? bias! : this.graph.node('Pad', [bias!, this.graph.integers([0, missing])]);
  }

  private pads(height: number, width: number): number[] {
    return [(height - 1) >> 1, (width - 1) >> 1, height >> 1, width >> 1];
  }

  private adjoint(y: Feature): Value {
    return this.adjoints.get(y)!;
  }

  private accumulate(x: Feature, value: Value): void {
    const known = this.adjoints.get(x);
    this.adjoints.set(x, known === undefined ? value : this.graph.node('Add', [known, value]));
  }

  private collect(name: string, value: Value): void {
    const known = this.gradients.get(name);
    this.gradients.set(name, known === undefined ? value : this.graph.node('Add', [known, value]));
  }
}
