/** Planes of noise that are added to the colours, one for each. */
export const NOISE_PLANES = 3;

/** What decides how many planes of noise a degrader takes. */
interface NoiseOptions {
  readonly noise?: boolean;
  readonly injection?: boolean;
  readonly blocks?: number;
}

/** Planes of noise that come with the colours: three that are added, then one for each block that has its own. */
export function noisePlanes({ noise = false, injection = false, blocks = 8 }: NoiseOptions): number {
  return (noise ? NOISE_PLANES : 0) + (injection ? blocks : 0);
}
