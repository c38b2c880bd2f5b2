import type { Archive } from '@ddr-lab/images/fetch/archive';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { OpenSetOptions } from './open';

/** A set of images by name: images of a folder below the data root, or drawn ones. */
export type KnownSet = FolderSet | DrawnSet;

/** Images that lie below the data root. */
export interface FolderSet {
  /** What `openSet` takes: `bsds500/val`. */
  readonly name: string;
  readonly folder: string;
  /** Only files whose name matches; all where absent. */
  readonly match?: RegExp;
  /** CIFAR-10's binary records instead of a folder of images. */
  readonly cifar10?: 'train' | 'test';
}

/** Images that are made when they are asked for. */
export interface DrawnSet {
  readonly name: string;
  readonly open: (options: OpenSetOptions) => ImageSet;
}

/** Sets that belong together: of one maker, from one download. One object, in the list of `src/images/sets/sets.ts`. */
export interface Collection {
  /** What `ddr fetch` calls it. */
  readonly name: string;
  /** What it is and how many images there are, in a line. */
  readonly title: string;
  /** Who made it and on what terms; shown before the download. */
  readonly terms: string;
  readonly sets: readonly KnownSet[];
  /** Where it is downloaded from, what it must be, and which files are kept; absent where no program can fetch it. */
  readonly archives?: readonly Archive[];
}
