import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, leaky } from './convolve';

/** Slope of ESRGAN's LeakyReLUs. */
export const rrdbSlope = 0.2;

/** What a residual is multiplied by before it is added. */
const residualScaling = 0.2;

/**
 * A residual-in-residual dense block (Wang et al. 2018, ESRGAN): three dense blocks one after another, their joint
 * result times 0.2 added to the input. N x H x W x C to the same.
 *
 * @param growth channels that each inner convolution adds.
 * @param sum the name of the layer that gives the result; default `name`. Layers inside begin with `name` and a dot.
 */
export function residualInResidualDense(
  name: string,
  x: SymbolicTensor,
  { channels, growth, sum = name }: { channels: number; growth: number; sum?: string },
): SymbolicTensor {
  let inner = x;
  for (const part of [1, 2, 3]) inner = dense(`${name}.dense${part}`, inner, channels, growth);
  return addScaled(sum, x, inner, `${name}.scaled`);
}

/** Four convolutions that see all that came before them, a fifth back to C channels, times 0.2 added to the input. */
function dense(name: string, x: SymbolicTensor, channels: number, growth: number): SymbolicTensor {
  const seen = [x];
  let joined = x;
  for (const k of [1, 2, 3, 4]) {
    seen.push(leaky(`${name}.leaky${k}`, convolve(`${name}.conv${k}`, joined, growth), rrdbSlope));
    joined = layers.concatenate({ name: `${name}.joined${k}` }).apply(seen.slice()) as SymbolicTensor;
  }
  return addScaled(`${name}.sum`, x, convolve(`${name}.conv5`, joined, channels), `${name}.scaled`);
}

function addScaled(
  name: string,
  x: SymbolicTensor,
  residual: SymbolicTensor,
  scaledName: string,
): SymbolicTensor {
  const scaled = layers.rescaling({ name: scaledName, scale: residualScaling }).apply(residual);
  return layers.add({ name }).apply([x, scaled as SymbolicTensor]) as SymbolicTensor;
}
