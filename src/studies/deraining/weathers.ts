import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { subSeed } from '../../degradations/degradation';
import { drawRain, rainLayer, type RainOptions } from '../../degradations/rain';
import { rainStreaksLayer } from '../../degradations/rain-streaks';
import { snowLayer } from '../../degradations/snow';
import { addLayer, coverage, coverWith, type WeatherLayer, weatherMask } from '../../degradations/weather';

/** A weather before an image, and where it is. */
export interface Fallen {
  readonly image: Image;
  readonly layer: WeatherLayer;
}

/** What falls: the image with it, and the layer alone. */
export interface Weather {
  readonly name: string;
  /**
   * @param share of pixels to be covered, for weathers that can be asked for it.
   */
  readonly fall: (image: Image, options: { readonly seed: number; readonly share: number }) => Fallen;
}

/** Rain by the published generator, as dense as it comes. */
export function trainingRain(name: string, options: RainOptions): Weather {
  return {
    name,
    fall: (image, { seed }) => {
      const settings = drawRain({ ...options, seed });
      const layer = rainLayer(image.height, image.width, settings, seed);
      return { image: addLayer(image, layer, settings.strength), layer };
    },
  };
}

/** Streaks by the second generator, without haze, so that what is not covered is as it was. */
export const streaks: Weather = {
  name: 'unseen rain',
  fall: (image, { seed, share }) => {
    const layer = rainStreaksLayer(image.height, image.width, { coverage: share, seed });
    return { image: coverWith(image, layer, 0.92), layer };
  },
};

/** Snow without haze. */
export const flakes: Weather = {
  name: 'snow',
  fall: (image, { seed, share }) => {
    const layer = snowLayer(image.height, image.width, { coverage: share, seed });
    return { image: coverWith(image, layer, 0.97), layer };
  },
};

/** Patches under several weathers. */
export interface WeatherPatches {
  /** Without any weather. */
  readonly dry: readonly Image[];
  readonly weathers: readonly {
    readonly name: string;
    readonly images: readonly Image[];
    /** H x W each: 1 where it is covered. */
    readonly masks: readonly Uint8Array[];
    /** The share of pixels that is covered, over all patches. */
    readonly coverage: number;
  }[];
}

/** What `weatherPatches` takes. */
export interface WeatherPatchesOptions {
  /** Side of the patches in pixels; default 128. */
  readonly patch?: number;
  /** Image i takes the stream i of it; default 0. */
  readonly seed?: number;
}

/**
 * The middle of each image under each weather. Weather falls on the whole image, and is then cut. The first weather is as dense as
 * it comes; the others cover as much of each image as that does, so that densities do not tell them apart.
 */
export async function weatherPatches(
  images: ImageSet,
  weathers: readonly Weather[],
  { patch = 128, seed = 0 }: WeatherPatchesOptions = {},
): Promise<WeatherPatches> {
  const dry: Image[] = [];
  const found = weathers.map(() => ({ images: [] as Image[], masks: [] as Uint8Array[] }));
  for (let i = 0; i < images.count; i++) {
    const image = await images.read(i);
    dry.push(cropCentre(image, patch));
    let share = 0;
    weathers.forEach((weather, w) => {
      const fallen = weather.fall(image, { seed: subSeed(seed, i), share });
      if (w === 0) share = coverage(fallen.layer);
      found[w].images.push(cropCentre(fallen.image, patch));
      found[w].masks.push(middleOfMask(weatherMask(fallen.layer), fallen.layer, patch));
    });
  }
  return {
    dry,
    weathers: weathers.map(({ name }, w) => ({
      name,
      ...found[w],
      coverage: found[w].masks.reduce((sum, mask) => sum + shareOf(mask), 0) / images.count,
    })),
  };
}

const shareOf = (mask: Uint8Array): number => mask.reduce((sum, covered) => sum + covered, 0) / mask.length;

/** As `cropCentre` cuts an image. */
function middleOfMask(
  mask: Uint8Array,
  { height, width }: Pick<WeatherLayer, 'height' | 'width'>,
  side: number,
): Uint8Array {
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  return Uint8Array.from(
    { length: side * side },
    (_, i) => mask[(top + Math.floor(i / side)) * width + left + (i % side)],
  );
}
