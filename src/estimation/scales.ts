/** What an estimate is made on: a scale on which errors are about as large everywhere. */
export interface Scale {
  /** From the standard deviation that is told. */
  readonly of: (deviation: number) => number;
  /** Back; 0 for what lies below the place of 0. */
  readonly back: (value: number) => number;
  /** Back, but never quite 0: what lies below the place of 0 keeps its order. */
  readonly ordered: (value: number) => number;
}

/** Widths below this, in pixels, are hard to tell from none: every image has some blur of its own. */
const OWN_BLUR = 0.5;

/** Positive, rising, and the number itself where that is well above `softness`. */
const soft = (value: number, softness: number): number => {
  const share = value / softness;
  // Where exp would be too large for a number, the sum is the share alone.
  return softness * (share > 30 ? share : Math.log1p(Math.exp(share)));
};

/** Noise: shares of it, from about a level on. */
export const noiseScale: Scale = {
  of: (noise) => Math.log(noise + 1),
  back: (value) => Math.max(0, Math.exp(value) - 1),
  ordered: (value) => soft(Math.exp(value) - 1, 0.05),
};

/** Blur: shares of the width together with the image's own. */
export const blurScale: Scale = {
  of: (blur) => Math.log(Math.hypot(blur, OWN_BLUR)),
  back: (value) => Math.sqrt(Math.max(0, Math.exp(2 * value) - OWN_BLUR * OWN_BLUR)),
  ordered: (value) => Math.sqrt(soft(Math.exp(2 * value) - OWN_BLUR * OWN_BLUR, 0.01)),
};
