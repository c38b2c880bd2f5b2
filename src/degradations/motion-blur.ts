import { normalise, type Kernel } from '@ddr-lab/images/filter';
import { degradation, filterImage, type Range, requireInRange } from './degradation';

export interface MotionBlurOptions {
  /** Length of the path in pixels; default 9. 1 changes nothing. */
  readonly length?: number;
  /** From the image's rows to the path in degrees, clockwise as the image is seen; default 0 (along the rows). */
  readonly angle?: number;
}

const lengthRange: Range = { what: 'length (in pixels)', min: 1, max: 200 };
const angleRange: Range = { what: 'angle (in degrees)', min: -360, max: 360 };

/** Blur by straight, even motion of the camera, each channel, border reflected. */
export const motionBlur = degradation<MotionBlurOptions>({
  title: 'Motion blur',
  summary: 'Blur along a straight line, border reflected.',
  source: "the line kernel by brute force under SciPy's `correlate`",
  options: { length: { ...lengthRange, default: 9 }, angle: { ...angleRange, default: 0 } },
  presets: [
    {
      word: 'motion',
      number: lengthRange,
      example: 9,
      summary: 'horizontal motion blur over N pixels',
      options: (N) => ({ length: N }),
    },
  ],
  apply: (image, { length, angle }) => filterImage(image, motionKernel(length, angle)),
});

/**
 * An antialiased line of sum 1, one pixel wide: each weight is 1 less the pixel's distance from the path,
 * as in MATLAB's `fspecial('motion')` (whose angle turns the other way).
 */
export function motionKernel(length: number, angle: number): Kernel {
  requireInRange('Motion blur', lengthRange, length);
  requireInRange('Motion blur', angleRange, angle);
  // Pixels are one wide, so a path of `length` pixels runs between centres that are one less apart.
  const half = (length - 1) / 2;
  const cosine = Math.cos((angle * Math.PI) / 180);
  const sine = Math.sin((angle * Math.PI) / 180);
  const radius = Math.ceil(half);
  const size = 2 * radius + 1;
  const data = new Float64Array(size * size).map((_, i) => {
    const x = (i % size) - radius;
    const y = Math.floor(i / size) - radius;
    const aside = y * cosine - x * sine;
    const beyond = Math.abs(x * cosine + y * sine) - half;
    return Math.max(0, 1 - Math.hypot(aside, Math.max(beyond, 0)));
  });
  return { height: size, width: size, data: normalise(data) };
}
