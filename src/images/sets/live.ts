import type { Collection } from './collection';

/** LIVE: pristine photographs and the same under degradations of known strength. */
export const live: Collection = {
  name: 'live',
  title: 'LIVE image quality database, release 2 (29 pristine photographs, five degradations)',
  terms: 'Sheikh, Wang, Cormack and Bovik, 2005. Asked for by a form; research only.',
  sets: [
    { name: 'live/reference', folder: 'live/reference' },
    { name: 'live/gblur', folder: 'live/gblur' },
    { name: 'live/jpeg', folder: 'live/jpeg' },
    { name: 'live/wnoise', folder: 'live/wnoise' },
    { name: 'live/fastfading', folder: 'live/fastfading' },
  ],
};
