import type { Collection } from './collection';

/** Frames of old films. */
export const oldfilm: Collection = {
  name: 'oldfilm',
  title: 'Frames of old films',
  terms: 'Your own.',
  sets: [{ name: 'oldfilm', folder: 'oldfilm' }],
};
