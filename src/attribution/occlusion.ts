import { InputError } from '@ddr-lab/base/errors';
import { currentSignal } from '@ddr-lab/base/signal';
import { flatColour } from './integrated-gradients';
import { type AttributionMethod, attributionOf, settingsOf } from './method';
import { valuesOf } from './values';

/** Settings of occlusion. */
export interface OcclusionOptions {
  readonly size: number;
  readonly stride: number;
  readonly fill: 'black' | 'mean';
}

/** Images that pass through the network at once. */
const AT_ONCE = 8;

/**
 * Occlusion: how the target falls when a square of the image is covered. Each square's fall is spread over its pixels, and a pixel has the mean over the
 * squares that cover it. It needs no gradients. Its residual says how far the squares' falls add up to that of covering everything; nothing makes them.
 */
export const occlusion: AttributionMethod<OcclusionOptions> = {
  name: 'occlusion',
  title: 'Occlusion',
  summary: 'How the target falls when a square of the image is covered; works with every network.',
  source: 'Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014.',
  settings: {
    size: { default: 8, about: 'side of the square in pixels' },
    stride: { default: 4, about: 'pixels from one square to the next' },
    fill: {
      default: 'mean',
      words: ['black', 'mean'],
      about: "colour of the square: black, or the image's mean",
    },
  },
  gradients: false,
  attribute: async (network, image, target, options = {}) => {
    const { size, stride, fill } = settingsOf(occlusion, options);
    const { onProgress, signal = currentSignal() } = options;
    for (const [name, value] of Object.entries({ size, stride })) {
      if (!Number.isInteger(value) || value < 1)
        throw new InputError(`${name} is a whole number of pixels, not ${value}.`);
    }
    if (stride > size)
      throw new InputError(`A stride of ${stride} leaves pixels between squares of ${size} uncovered.`);
    const { height, width, data } = image;
    const colour = flatColour(image, fill);
    const measure = valuesOf(network, target, image);
    const { values } = await measure([data, data.map((_, i) => colour[i % 3])]);
    const [objective, baseline] = values;
    const places = startsOf(height, size, stride).flatMap((top) =>
      startsOf(width, size, stride).map((left) => ({ top, left })),
    );
    const falls = new Float64Array(height * width);
    const covers = new Float64Array(height * width);
    for (let start = 0; start < places.length; start += AT_ONCE) {
      signal?.throwIfAborted();
      const part = places.slice(start, start + AT_ONCE);
      const covered = part.map((place) => {
        const copy = data.slice();
        forSquare(place, (at) => copy.set(colour, 3 * at));
        return copy;
      });
      const found = await measure(covered);
      part.forEach((place, i) => {
        const bottom = Math.min(height, place.top + size) - place.top;
        const right = Math.min(width, place.left + size) - place.left;
        forSquare(place, (at) => {
          falls[at] += (objective - found.values[i]) / (bottom * right);
          covers[at]++;
        });
      });
      onProgress?.({ done: start + part.length, total: places.length, note: target.name });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const attribution = Float32Array.from(
      data,
      (_, i) => falls[Math.floor(i / 3)] / covers[Math.floor(i / 3)] / 3,
    );
    return attributionOf(image, attribution, { objective, baseline });

    function forSquare(
      { top, left }: { readonly top: number; readonly left: number },
      visit: (at: number) => void,
    ): void {
      for (let y = top; y < Math.min(height, top + size); y++) {
        for (let x = left; x < Math.min(width, left + size); x++) visit(y * width + x);
      }
    }
  },
};

/** Where squares begin along an axis, so that all pixels are covered. */
function startsOf(length: number, size: number, stride: number): number[] {
  const count = Math.max(1, Math.ceil((length - size) / stride) + 1);
  return Array.from({ length: count }, (_, i) => i * stride).filter((start) => start < length);
}
