import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import { residualInResidualDense } from '../parts/residual-dense';

/** What comes behind the aligned features: `dense`, ESRGAN's blocks, as published; `residual`, SRResNet's. */
export type Trunk = 'dense' | 'residual';

/** Channels that a convolution within a dense block adds, as published. */
const GROWTH = 32;

/**
 * Blocks of a trunk, N x H x W x C to the same. Dense ones are RRDB1, RRDB2 ... and Body, a convolution whose result is added to what came in (Wang et al. 2018, ESRGAN);
 * residual ones RB`first`, RB`first + 1` ...
 */
export function trunkLayers(
  x: SymbolicTensor,
  { trunk, blocks, first }: { readonly trunk: Trunk; readonly blocks: number; readonly first: number },
): SymbolicTensor {
  let y = x;
  if (trunk === 'residual') {
    for (let k = first; k < first + blocks; k++) y = residualBlock(`RB${k}`, y);
    return y;
  }
  const channels = x.shape[3]!;
  for (let k = 1; k <= blocks; k++) y = residualInResidualDense(`RRDB${k}`, y, { channels, growth: GROWTH });
  return layers.add({ name: 'Body' }).apply([x, convolve('Body.conv', y, channels)]) as SymbolicTensor;
}
