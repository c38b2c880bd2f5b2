import type { Collection } from './collection';

/** BSDS500: photographs; `val` is the classic test set. */
export const bsds500: Collection = {
  name: 'bsds500',
  title: 'BSDS500, images only (train and test as 400, val as 100)',
  terms: 'Arbelaez, Maire, Fowlkes and Malik, 2011. Non-commercial research and education.',
  sets: [
    { name: 'bsds500/train', folder: 'bsds500/train' },
    { name: 'bsds500/val', folder: 'bsds500/val' },
  ],
  archives: [
    {
      name: 'bsds500',
      url: 'https://www2.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/BSR/BSR_bsds500.tgz',
      size: 70763455,
      sha256: '97e49d31764f3912f0c4122707d53062ac9e783ba0f095e447a4d53c1a41af8e',
      limit: 500e6,
      keep: [
        { entry: /^BSR\/BSDS500\/data\/images\/(?:train|test)\/(\d+\.jpg)$/, path: 'bsds500/train/$1' },
        { entry: /^BSR\/BSDS500\/data\/images\/val\/(\d+\.jpg)$/, path: 'bsds500/val/$1' },
      ],
      files: 500,
    },
  ],
};
