import type { Collection } from './collection';

/** Set14: classic super-resolution test images. */
export const set14: Collection = {
  name: 'set14',
  title: 'Set14 (14)',
  terms: 'Benchmark images as packed by Huang, Singh and Ahuja (SelfExSR), 2015. Research use.',
  sets: [{ name: 'set14', folder: 'set14' }],
  archives: [
    {
      name: 'set14',
      url: 'https://uofi.box.com/shared/static/igsnfieh4lz68l926l8xbklwsnnk8we9.zip',
      limit: 500e6,
      keep: [{ entry: /(?:^|\/)Set14\/image_SRF_2\/(img_\d+)_SRF_2_HR\.png$/, path: 'set14/$1.png' }],
    },
  ],
};
