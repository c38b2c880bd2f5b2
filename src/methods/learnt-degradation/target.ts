import type { LowResolutionModel } from '../../degradations/low-resolution-model';

/** The target domain T: HR blurred by a Gaussian of sigma 2.4, bicubic, noise of 8 levels. */
export const targetDomain: LowResolutionModel = { blur: 2.4, noise: 8 };

/** The target domain T2: as T, with a blur of its own for each image, from 1.2 to 3.6. */
export const variedTargetDomain: LowResolutionModel = { blur: [1.2, 3.6], noise: 8 };
