import type { Kernel } from '../tensors';
import { addN, binary } from './binary';
import { convolutions } from './conv2d';
import { convolutionFilterGradient } from './conv2d-filter-gradient';
import { convolutionInputGradient } from './conv2d-input-gradient';
import { unary } from './unary';

/** Every kernel of tfjs's cpu backend that is replaced here. */
export const kernels: readonly Kernel[] = [
  ...convolutions,
  convolutionInputGradient,
  convolutionFilterGradient,
  ...binary,
  addN,
  ...unary,
];
