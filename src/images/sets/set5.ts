import type { Collection } from './collection';

/** Set5: the classic super-resolution test images, and MATLAB's reductions of them. */
export const set5: Collection = {
  name: 'set5',
  title: "Set5, images and MATLAB's x4 reductions (5)",
  terms: 'Benchmark images as packed by Huang, Singh and Ahuja (SelfExSR), 2015. Research use.',
  sets: [
    { name: 'set5', folder: 'set5' },
    { name: 'set5-matlab-bicubic/hr', folder: 'set5-matlab-bicubic', match: /_HR\.png$/ },
    { name: 'set5-matlab-bicubic/lr', folder: 'set5-matlab-bicubic', match: /_LR\.png$/ },
  ],
  archives: [
    {
      name: 'set5',
      url: 'https://uofi.box.com/shared/static/kfahv87nfe8ax910l85dksyl2q212voc.zip',
      limit: 200e6,
      keep: [
        { entry: /(?:^|\/)Set5\/image_SRF_2\/(img_\d+)_SRF_2_HR\.png$/, path: 'set5/$1.png' },
        { entry: /(?:^|\/)Set5\/image_SRF_4\/(img_\w+_[HL]R\.png)$/, path: 'set5-matlab-bicubic/$1' },
      ],
    },
  ],
};
