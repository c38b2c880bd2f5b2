import { crop } from '@ddr-lab/images/crop';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { dataRoot } from '../images/data-root';
import { openSet, presentSets } from '../images/sets/open';

/** The photographs that experiments look at where the data root has them. */
const TEST_PHOTOGRAPHS = 'bsds500/val';

/**
 * The images that an experiment looks at when the reader names none: photographs (`bsds500/val`) where the data
 * root has them, else the embedded scenes. Its `name` says which.
 *
 * @param options `size`: height and width of the scenes, default 128; photographs keep theirs.
 */
export function openTestSet(options: { count?: number; size?: number } = {}): Promise<ImageSet> {
  const { count = 100, size } = options;
  return openSet(presentSets().includes(TEST_PHOTOGRAPHS) ? TEST_PHOTOGRAPHS : 'scenes', { count, size });
}

/**
 * The data root with the photographs that experiments look at.
 *
 * @throws InputError where there are none, saying how to get them.
 */
export async function photographsRoot(): Promise<string> {
  await openSet(TEST_PHOTOGRAPHS);
  return dataRoot()!;
}

/**
 * The images of several sets, each cut in two along its longer side, as one set: a few large photographs become
 * twice as many centre patches.
 */
export function halves(name: string, sets: readonly ImageSet[]): ImageSet {
  const whole = sets.flatMap((set) => Array.from({ length: set.count }, (_, index) => ({ set, index })));
  return {
    name,
    count: 2 * whole.length,
    label: (i) => `${whole[i >> 1].set.label(whole[i >> 1].index)}, ${i % 2 ? 'second' : 'first'} half`,
    read: async (i) => {
      const { set, index } = whole[i >> 1];
      const image = await set.read(index);
      const { height, width } = image;
      return width >= height
        ? crop(image, 0, (i % 2) * Math.ceil(width / 2), { height, width: Math.floor(width / 2) })
        : crop(image, (i % 2) * Math.ceil(height / 2), 0, { height: Math.floor(height / 2), width });
    },
  };
}
