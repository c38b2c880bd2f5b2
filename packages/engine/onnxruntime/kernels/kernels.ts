import type { Kernel } from '../tensors';
import { batchNorm, cast, select, softmax, transcendental, unary } from './elementwise';
import { addN, binary } from './binary';
import { concat, gather, mirrorPad, pad, reverse, slice, stridedSlice, tile } from './indexing';
import { convolutions } from './conv2d';
import { convolutionFilterGradient } from './conv2d-filter-gradient';
import { convolutionInputGradient } from './conv2d-input-gradient';
import { depthToSpace, innermost, transpose } from './transpose';
import { depthwiseConvolutions } from './depthwise';
import { fusedMatMul, matMul } from './mat-mul';
import { pooling } from './pool';
import { max, mean, min, sum } from './reduce';
import { resizing } from './resize';

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
