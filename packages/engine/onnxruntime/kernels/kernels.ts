import type { Kernel } from '../tensors';
import { batchNorm } from './batch-norm';
import { addN, binary } from './binary';
import { concat, tile } from './concat';
import { convolutions } from './conv2d';
import { convolutionFilterGradient } from './conv2d-filter-gradient';
import { convolutionInputGradient } from './conv2d-input-gradient';
import { depthToSpace } from './depth-to-space';
import { depthwiseConvolutions } from './depthwise';
import { gather } from './gather';
import { innermost } from './innermost';
import { fusedMatMul, matMul } from './mat-mul';
import { mirrorPad, pad } from './pad';
import { pooling } from './pool';
import { max, mean, min, sum } from './reduce';
import { resizing } from './resize';
import { cast, select } from './select';
import { reverse, slice, stridedSlice } from './slice';
import { softmax } from './softmax';
import { transcendental } from './transcendental';
import { transpose } from './transpose';
import { unary } from './unary';

/** Every kernel of tfjs's cpu backend that is replaced here. */
export const kernels: readonly Kernel[] = [
  ...convolutions,
  convolutionInputGradient,
  convolutionFilterGradient,
  ...binary,
  addN,
  ...unary,
  ...transcendental,
  transpose,
  slice,
  stridedSlice,
  reverse,
  pad,
  mirrorPad,
  concat,
  tile,
  gather,
  depthToSpace,
  sum,
  mean,
  max,
  min,
  ...innermost,
  softmax,
  select,
  cast,
  batchNorm,
  matMul,
  fusedMatMul,
  ...pooling,
  ...resizing,
  ...depthwiseConvolutions,
];
