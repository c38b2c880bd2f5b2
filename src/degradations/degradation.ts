import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { filter, type Kernel } from '@ddr-lab/images/filter';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { WeatherLayer } from './weather';

/** Options of a degradation that draws random numbers. */
export interface Seeded {
  /** Whole number; default 0. */
  readonly seed?: number;
}

/** What a parameter may be. */
export interface Range {
  /** What it is and its unit, for messages: `sigma (in pixels)`. */
  readonly what: string;
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
}

/** An option that is a number: what it may be, and what it is where nobody says. */
export interface NumberOption extends Range {
  readonly default: number;
}

/** An option that is a word, a switch, or one of these or a number. */
export interface OtherOption {
  /** What it is, for messages and tables. */
  readonly what: string;
  readonly default: unknown;
  /** The values there are; not checked where absent. */
  readonly of?: readonly unknown[];
}

/** Every option but the seed, with its default. */
type OptionsOf<Options extends object> = {
  readonly [K in Exclude<keyof Options, 'seed'>]-?: [Required<Options>[K]] extends [number]
    ? NumberOption
    : OtherOption;
};

/** A name for a degradation with some of its options: a word and, for most, a number right after it, as `blur4`. */
export interface PresetWord<Options extends object> {
  readonly word: string;
  /** What the number means and may be, besides being above 0; absent where the word stands alone. */
  readonly number?: Range;
  /** A number to show: `blur2`. */
  readonly example?: number;
  /** One line for lists and help. `N` is the number. */
  readonly summary: string;
  /** The options that the word and its number stand for; default none. */
  readonly options?: (number: number) => Options;
}

/** All that is to be said of a degradation. */
export interface DegradationDefinition<Options extends object> {
  /** What it is called in messages and tables: `Gaussian blur`. */
  readonly title: string;
  /** What it does to an image, in a sentence. */
  readonly summary: string;
  /** Where it is from or what it is equal to, and what the tests hold it to. */
  readonly source: string;
  readonly options: OptionsOf<Options>;
  /** `true`: what it does to a pixel depends on the whole image, so that one degrades first and then cuts; default `false`. */
  readonly whole?: boolean;
  /** Its names on the command line and in notebooks; empty where it has none. */
  readonly presets: readonly PresetWord<Options>[];
}

/** What `degradation` makes one of: what is said of it, and what it does. */
export interface DegradationParts<Options extends object> extends DegradationDefinition<Options> {
  /**
   * From an image (H x W x 3 in [0, 1]) to a new one in [0, 1]. It never changes the image it is given. Every option is there, and
   * within its range; what is random comes from `options.seed` alone (`createRandom(seed)`).
   */
  readonly apply: (image: Image, options: Required<Options & Seeded>) => Image | Promise<Image>;
  /** What falls in front of an image, of weathers: the layer that `apply` lays over it by the same options. */
  readonly layer?: (size: ImageSize, options: Required<Options & Seeded>) => WeatherLayer;
}

/** How large an image is, in pixels. */
export type ImageSize = Pick<Image, 'height' | 'width'>;

/**
 * A degradation: a function from an image and plain options, all optional, to a new image in [0, 1], which also says what it is
 * (`title`, `summary`, `source`, `options`, `presets`). It never changes the image it is given. The random ones take a `seed`: the
 * same seed, the same result. A promise, since some go through a real codec.
 *
 * @throws InputError naming the degradation and the option where one is out of its range.
 */
export interface Degradation<Options extends object = object> extends DegradationDefinition<Options> {
  (image: Image, options?: Options): Promise<Image>;
  /** Of weathers: what falls in front of an image, apart from it. */
  readonly layer?: (size: ImageSize, options?: Options) => WeatherLayer;
}

/** Makes a degradation of its parts. Options that are left out get their defaults, and all are checked. */
export function degradation<Options extends object>(parts: DegradationParts<Options>): Degradation<Options> {
  const { apply, layer, ...definition } = parts;
  const all = (options?: Options): Required<Options & Seeded> =>
    filled(definition, options) as Required<Options & Seeded>;
  const run = async (image: Image, options?: Options): Promise<Image> => apply(image, all(options));
  const layerOf = layer && ((size: ImageSize, options?: Options) => layer(size, all(options)));
  return Object.assign(run, definition, layerOf && { layer: layerOf });
}

/** The options with their defaults, each within its range. */
function filled<Options extends object>(
  { title, options }: DegradationDefinition<Options>,
  given: Options & Seeded = {} as Options,
): Record<string, unknown> {
  const values: Record<string, unknown> = { seed: given.seed ?? 0 };
  for (const [name, option] of Object.entries<NumberOption | OtherOption>(options)) {
    const value = (given as Record<string, unknown>)[name] ?? option.default;
    if ('min' in option) requireInRange(title, option, value as number);
    else if (option.of && !option.of.includes(value)) {
      throw new InputError(
        `${title}: ${option.what} must be ${option.of.join(' or ')}, not ${String(value)}.`,
      );
    }
    values[name] = value;
  }
  return values;
}

/**
 * Returns `value` when it lies in the range.
 *
 * @param where the degradation or preset the parameter belongs to, with which the message starts.
 * @throws InputError with the range in words otherwise (NaN included).
 */
export function requireInRange(where: string, range: Range, value: number): number {
  const { what, min, max, whole } = range;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new InputError(`${where}: ${what} must be ${kind} from ${min} to ${max}, not ${value}.`);
}

/** A seed of its own for part `streams` of a work that has one `seed`: link 1 of a chain, image 7 of a set. */
export function subSeed(seed: number, ...streams: number[]): number {
  return createRandom(seed, ...streams).integer(2 ** 32);
}

/** The image correlated with a kernel whose weights are not negative and sum to 1: stays in [0, 1]. */
export function filterImage(image: Image, kernel: Kernel): Image {
  return createImage(image.height, image.width, new Float32Array(filter(image, kernel)));
}
