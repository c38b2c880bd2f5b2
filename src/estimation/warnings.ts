import type { Image } from '@ddr-lab/images/image';
import type { Estimate } from './reading';

/** Images with a shorter side are not looked at at all. */
const LEAST_SIDE = 16;

/** The probe was fitted on images with sides from this on. */
const FITTED_SIDE = 32;

/** The ranges that the probe was fitted on: blur in pixels, noise in levels. */
const FITTED = { blur: 4, noise: 55 } as const;

/** Below this deviation of all pixels, in levels beyond that of the noise, an image has no edges to tell a blur by. */
const FLAT = 2;

/** From this share on, clipped pixels hide noise. */
const CLIPPED = 0.3;

/** From this share of statistics on outside of all that the probe was fitted on, an image is strange to it. */
const STRANGE = 0.03;

/** Why an image is too small to be looked at, if it is. */
export function tooLittle({ height, width }: Image): string | undefined {
  if (Math.min(height, width) >= LEAST_SIDE) return undefined;
  return `too small: ${width} x ${height} pixels; at least ${LEAST_SIDE} x ${LEAST_SIDE} are needed`;
}

interface Found {
  readonly image: Image;
  readonly values: ReadonlyMap<string, number>;
  readonly noise: Estimate;
  readonly blur: Estimate;
  /** The share of statistics outside of what the probe was fitted on. */
  readonly outside: number;
}

/** What makes the numbers doubtful; `flat`: there is nothing to tell a blur by. */
export function warningsOf({ image, values, noise, blur, outside }: Found): {
  readonly flat: boolean;
  readonly warnings: readonly string[];
} {
  const { height, width } = image;
  const deviation = Math.exp(values.get('deviation')!) - 1;
  const flat = Math.sqrt(Math.max(0, deviation ** 2 - noise.value ** 2)) < FLAT;
  const clipped = values.get('clipped')! ** 2;
  const warnings: string[] = [];
  const warn = (when: boolean, text: string): void => void (when && warnings.push(text));
  warn(flat, 'flat: no edges that a blur could be told by');
  warn(
    Math.min(height, width) < FITTED_SIDE,
    `small: ${width} x ${height} pixels; fitted from ${FITTED_SIDE} x ${FITTED_SIDE} on`,
  );
  warn(
    clipped > CLIPPED,
    `${Math.round(100 * clipped)} % of the pixels are at 0 or 255, where noise does not show`,
  );
  warn(noise.value > FITTED.noise, `noise beyond the ${FITTED.noise} levels that the probe was fitted on`);
  warn(
    !flat && blur.value > FITTED.blur,
    `blur beyond the ${FITTED.blur} pixels that the probe was fitted on`,
  );
  warn(
    !flat && outside > STRANGE,
    `unlike the images that the probe was fitted on, by ${Math.round(100 * outside)} % of what it looks at`,
  );
  return { flat, warnings };
}
