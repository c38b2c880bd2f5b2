import { normalise, type Kernel } from '@ddr-lab/images/filter';
import { degradation, filterImage, type Range, requireInRange } from './degradation';

export interface AnisotropicBlurOptions {
  /** Standard deviation along the first axis in pixels; default 2. */
  readonly sigmaX?: number;
  /** Standard deviation across it in pixels; default 1. */
  readonly sigmaY?: number;
  /** From the image's rows to the first axis in degrees, clockwise as the image is seen; default 0. */
  readonly angle?: number;
}

const axisSigma: Range = { what: 'sigma (in pixels)', min: 0.1, max: 25 };
const angleRange: Range = { what: 'angle (in degrees)', min: -360, max: 360 };

/**
 * Anisotropic Gaussian blur of each channel, border reflected. The kernel is that of BSRGAN and KAIR
 * (Zhang et al., "Designing a Practical Degradation Model for Deep Blind Image Super-Resolution", ICCV 2021):
 * a bivariate normal density whose covariance has the eigenvalues sigmaX^2 and sigmaY^2 (their l1 and l2)
 * and the first axis at `angle` (their theta).
 */
export const anisotropicBlur = degradation<AnisotropicBlurOptions>({
  title: 'Anisotropic blur',
  summary: 'Gaussian blur of two sigmas and an angle, border reflected.',
  source: 'the kernel of BSRGAN and KAIR',
  options: {
    sigmaX: { ...axisSigma, default: 2 },
    sigmaY: { ...axisSigma, default: 1 },
    angle: { ...angleRange, default: 0 },
  },
  presets: [],
  apply: (image, { sigmaX, sigmaY, angle }) => filterImage(image, anisotropicKernel(sigmaX, sigmaY, angle)),
});

/** The kernel of `anisotropicBlur`: square, cut at 4 times the larger sigma, of sum 1. */
export function anisotropicKernel(sigmaX: number, sigmaY: number, angle: number): Kernel {
  requireInRange('Anisotropic blur', axisSigma, sigmaX);
  requireInRange('Anisotropic blur', axisSigma, sigmaY);
  requireInRange('Anisotropic blur', angleRange, angle);
  const radius = Math.floor(4 * Math.max(sigmaX, sigmaY) + 0.5);
  const size = 2 * radius + 1;
  const cosine = Math.cos((angle * Math.PI) / 180);
  const sine = Math.sin((angle * Math.PI) / 180);
  const data = new Float64Array(size * size).map((_, i) => {
    const x = (i % size) - radius;
    const y = Math.floor(i / size) - radius;
    const along = (x * cosine + y * sine) / sigmaX;
    const across = (y * cosine - x * sine) / sigmaY;
    return Math.exp(-0.5 * (along * along + across * across));
  });
  return { height: size, width: size, data: normalise(data) };
}
