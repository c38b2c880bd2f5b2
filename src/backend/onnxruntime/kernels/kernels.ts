import type { Kernel } from '../tensors';
import { convolutions } from './conv2d';

/** Every kernel of tfjs's cpu backend that is replaced here. */
export const kernels: readonly Kernel[] = [...convolutions];
