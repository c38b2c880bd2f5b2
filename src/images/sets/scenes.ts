import { openObjects, openScenes } from '@ddr-lab/images/sets/scenes';
import type { SceneKind } from '@ddr-lab/images/scenes/scene';
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
    ofKinds('scenes/simple', ['surface', 'portrait']),
    ofKinds('scenes/busy', ['leaves', 'thicket']),
    { name: 'scenes/objects', open: ({ count, size, seed }) => openObjects({ count, size, seed }) },
  ],
};

/** Scenes of some kinds alone, in turn. */
function ofKinds(name: string, kinds: readonly SceneKind[]): Collection['sets'][number] {
  return {
    name,
    open: ({ count, size, seed }) => openScenes({ count, height: size, width: size, seed, kinds, name }),
  };
}
