import { openObjects, openScenes } from '@ddr-lab/images/sets/scenes';
import type { Collection } from './collection';

/** What the library draws itself: always there. */
export const scenes: Collection = {
  name: 'scenes',
  title: 'Drawn scenes, and drawn objects of ten classes',
  terms: 'Part of the project.',
  sets: [
    {
      name: 'scenes',
      open: ({ count, size, seed }) => openScenes({ count, height: size, width: size, seed }),
    },
    {
      name: 'scenes/simple',
      open: ({ count, size, seed }) =>
        openScenes({
          count,
          height: size,
          width: size,
          seed,
          kinds: ['surface', 'portrait'],
          name: 'scenes/simple',
        }),
    },
    {
      name: 'scenes/busy',
      open: ({ count, size, seed }) =>
        openScenes({
          count,
          height: size,
          width: size,
          seed,
          kinds: ['leaves', 'thicket'],
          name: 'scenes/busy',
        }),
    },
    { name: 'scenes/objects', open: ({ count, size, seed }) => openObjects({ count, size, seed }) },
  ],
};
