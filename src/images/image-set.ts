import type { Image } from './image';

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
