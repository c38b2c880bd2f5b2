import type { Image } from '@ddr-lab/images/image';
import { downsample, downsampleScale } from './downsample';
import { blurSigma, gaussianBlur } from './gaussian-blur';
import { gaussianNoise, noiseSigma } from './gaussian-noise';
import { jpeg, jpegQuality } from './jpeg';
import { jpeg2000, jpeg2000Ratio } from './jpeg2000';
import { mild } from './mild';
import { motionBlur, motionLength } from './motion-blur';
import { oldFilm } from './old-film';
import { pixelShift } from './pixel-shift';
import { poissonNoise, poissonPeak } from './poisson-noise';
import type { Range } from './degradation';
import { saltAndPepper } from './salt-and-pepper';

/** A family of presets: a word and, for most, a number right after it. */
export interface PresetKind {
  readonly word: string;
  /** What the number means and may be, besides being above 0; absent where there is none. */
  readonly number?: Range;
  /** A number to show: `blur2`. */
  readonly example?: number;
  /** One line for lists and help. `N` is the number. */
  readonly description: string;
  readonly apply: (image: Image, number: number, seed: number) => Promise<Image>;
}

const saltPercent: Range = { what: 'share (in percent of the pixels)', min: 0, max: 100 };
const shiftPixels: Range = { what: 'shift (in pixels)', min: 0, max: 1000 };

export const presetKinds: readonly PresetKind[] = [
  {
    word: 'clean',
    description: 'the image as it is',
    apply: async (image) => image,
  },
  {
    word: 'blur',
    number: blurSigma,
    example: 2,
    description: 'Gaussian blur of sigma N pixels',
    apply: (image, sigma) => gaussianBlur(image, { sigma }),
  },
  {
    word: 'noise',
    number: noiseSigma,
    example: 20,
    description: 'Gaussian noise of sigma N / 255, clipped',
    apply: (image, sigma, seed) => gaussianNoise(image, { sigma, seed }),
  },
  {
    word: 'jpeg',
    number: jpegQuality,
    example: 30,
    description: 'JPEG of quality N, 1 to 100',
    apply: (image, quality) => jpeg(image, { quality }),
  },
  {
    word: 'jp2k',
    number: jpeg2000Ratio,
    example: 50,
    description: 'JPEG 2000 compressed N times',
    apply: (image, ratio) => jpeg2000(image, { ratio }),
  },
  {
    word: 'poisson',
    number: poissonPeak,
    example: 100,
    description: 'Poisson noise of N photons at white (fewer are noisier)',
    apply: (image, peak, seed) => poissonNoise(image, { peak, seed }),
  },
  {
    word: 'salt',
    number: saltPercent,
    example: 5,
    description: 'salt-and-pepper noise on N percent of the pixels',
    apply: (image, percent, seed) => saltAndPepper(image, { amount: percent / 100, seed }),
  },
  {
    word: 'motion',
    number: motionLength,
    example: 9,
    description: 'horizontal motion blur over N pixels',
    apply: (image, length) => motionBlur(image, { length }),
  },
  {
    word: 'shift',
    number: shiftPixels,
    example: 1.5,
    description: 'content moved N pixels right and N down, fractions too',
    apply: (image, pixels) => pixelShift(image, { dx: pixels, dy: pixels }),
  },
  {
    word: 'mild',
    description: 'motion blur, pixel shift and Poisson noise, in the style of DIV2K-mild',
    apply: (image, _, seed) => mild(image, { seed }),
  },
  {
    word: 'oldfilm',
    description: 'old film: grey, soft, faded; flicker, grain, dust, scratches',
    apply: (image, _, seed) => oldFilm(image, { seed }),
  },
  {
    word: 'bicubic',
    number: downsampleScale,
    example: 4,
    description: "bicubic downsampling by N, MATLAB's imresize",
    apply: (image, scale) => downsample(image, { scale, method: 'bicubic' }),
  },
  {
    word: 'bilinear',
    number: downsampleScale,
    example: 4,
    description: "bilinear downsampling by N, MATLAB's imresize",
    apply: (image, scale) => downsample(image, { scale, method: 'bilinear' }),
  },
  {
    word: 'nearest',
    number: downsampleScale,
    example: 4,
    description: 'nearest-neighbour downsampling by N',
    apply: (image, scale) => downsample(image, { scale, method: 'nearest' }),
  },
];
