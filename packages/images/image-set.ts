import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from './image';

/** A data set: images by number, opened lazily, with class labels where it has classes. */
export interface ImageSet {
  /** What it is called in titles and captions: `scenes`, `bsds500/val`, `cifar10/test` ... */
  readonly name: string;
  readonly count: number;
  /** Image `index` of [0, count). The same index gives the same image each time. */
  read(index: number): Promise<Image>;
  /**
   * All images at once, N x H x W x 3, 8 bits a sample: for sets of one size and 8 bits where that is much faster
   * than one `read` after another.
   */
  readAll?(): Promise<Uint8Array>;
  /** A short name of image `index`: its file's name, its seed. */
  label(index: number): string;
  /** Class of each image, where there are classes. */
  readonly classes?: { readonly names: readonly string[]; readonly ofImage: Int32Array };
}

/** What takes a set takes images in memory, too. */
export type Images = ImageSet | readonly Image[];

/** What `imagesInMemory` takes. */
export interface InMemoryOptions {
  /** What the set is called in titles and captions; default `own images`. */
  readonly name?: string;
  /** Take the first `count` images only; default all. */
  readonly count?: number;
}

/**
 * A set of images that are there already: `read` gives them as they are.
 *
 * @throws InputError where there is none, or one is no image.
 */
export function imagesInMemory(images: readonly Image[], options: InMemoryOptions = {}): ImageSet {
  const { name = 'own images', count = images.length } = options;
  const taken = images.slice(0, count);
  if (taken.length === 0) throw new InputError(`${name}: no images were given.`);
  taken.forEach((image, i) => checkImage(image, `${name}: image ${i}`));
  return {
    name,
    count: taken.length,
    read: (index) =>
      Object.hasOwn(taken, index)
        ? Promise.resolve(taken[index])
        : Promise.reject(new InputError(`${name} has images 0 to ${taken.length - 1}, not ${index}.`)),
    label: (index) => `image ${index}`,
  };
}

/** A set as it is, images in memory as one. */
export function setOf(images: Images): ImageSet {
  return isList(images) ? imagesInMemory(images) : images;
}

function isList(images: Images): images is readonly Image[] {
  return Array.isArray(images);
}

function checkImage(image: unknown, name: string): void {
  const { height, width, data } = (image ?? {}) as Partial<Image>;
  if (!(data instanceof Float32Array)) {
    throw new InputError(`${name} is no image: { height, width, data }, with a Float32Array (createImage).`);
  }
  try {
    createImage(height as number, width as number, data);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${name}: ${error.message}`) : error;
  }
}
