import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, leaky } from './convolve';

/** Slope of ESRGAN's LeakyReLUs. */
export const rrdbSlope = 0.2;

/** What ESRGAN multiplies a residual by before it is added. */
export const rrdbScaling = 0.2;

/** Sizes and constants of a block. */
interface DenseOptions {
  readonly channels: number;
  /** Channels that each inner convolution adds. */
  readonly growth: number;
  /** Of the LeakyReLUs; default 0.2. */
  readonly slope?: number;
  /** What residuals are multiplied by; default 0.2. */
  readonly residualScaling?: number;
}

/**
 * A residual-in-residual dense block (Wang et al. 2018, ESRGAN): three dense blocks one after another, their joint
 * result times 0.2 added to the input. N x H x W x C to the same.
 *
 * @param sum the name of the layer that gives the result; default `name`. Layers inside begin with `name` and a dot.
 */
export function residualInResidualDense(
  name: string,
  x: SymbolicTensor,
  { sum = name, ...options }: DenseOptions & { readonly sum?: string },
): SymbolicTensor {
  let inner = x;
  for (const part of [1, 2, 3]) inner = dense(`${name}.dense${part}`, inner, options);
  return addScaled(sum, [x, inner], `${name}.scaled`, options);
}

/** Four convolutions that see all that came before them, a fifth back to C channels, times 0.2 added to the input. */
function dense(name: string, x: SymbolicTensor, options: DenseOptions): SymbolicTensor {
  const { channels, growth, slope = rrdbSlope } = options;
  const seen = [x];
  let joined = x;
  for (const k of [1, 2, 3, 4]) {
    seen.push(leaky(`${name}.leaky${k}`, convolve(`${name}.conv${k}`, joined, growth), slope));
    joined = layers.concatenate({ name: `${name}.joined${k}` }).apply(seen.slice()) as SymbolicTensor;
  }
  return addScaled(
    `${name}.sum`,
    [x, convolve(`${name}.conv5`, joined, channels)],
    `${name}.scaled`,
    options,
  );
}

function addScaled(
  name: string,
  [x, residual]: readonly [SymbolicTensor, SymbolicTensor],
  scaledName: string,
  { residualScaling = rrdbScaling }: DenseOptions,
): SymbolicTensor {
  const scaled = layers.rescaling({ name: scaledName, scale: residualScaling }).apply(residual);
  return layers.add({ name }).apply([x, scaled as SymbolicTensor]) as SymbolicTensor;
}
