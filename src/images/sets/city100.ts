import type { Collection } from './collection';

/** City100: postcards taken by two cameras, near and far. */
export const city100: Collection = {
  name: 'city100',
  title: 'City100, pairs of high and low quality (100 of each camera)',
  terms: 'Chen, Xiong, Tian, Zha and Wu, 2019.',
  sets: [
    { name: 'city100/iPhoneX/high', folder: 'city100/iPhoneX', match: /H\.png$/ },
    { name: 'city100/iPhoneX/low', folder: 'city100/iPhoneX', match: /L\.png$/ },
    { name: 'city100/NikonD5500/high', folder: 'city100/NikonD5500', match: /H\.png$/ },
    { name: 'city100/NikonD5500/low', folder: 'city100/NikonD5500', match: /L\.png$/ },
  ],
};
