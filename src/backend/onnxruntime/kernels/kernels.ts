import type { Kernel } from '../tensors';
import { convolutions } from './conv2d';
import { convolutionFilterGradient } from './conv2d-filter-gradient';
import { convolutionInputGradient } from './conv2d-input-gradient';

/** Every kernel of tfjs's cpu backend that is replaced here. */
export const kernels: readonly Kernel[] = [
  ...convolutions,
  convolutionInputGradient,
  convolutionFilterGradient,
];
