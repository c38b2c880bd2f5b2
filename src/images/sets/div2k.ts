import type { Collection } from './collection';

/** DIV2K: photographs of 2K. */
export const div2k: Collection = {
  name: 'div2k',
  title: 'DIV2K, high-resolution images (800 + 100)',
  terms: 'Agustsson and Timofte, NTIRE 2017. Academic research only.',
  sets: [
    { name: 'div2k/train', folder: 'div2k/train' },
    { name: 'div2k/val', folder: 'div2k/val' },
  ],
  archives: [
    {
      name: 'div2k/train',
      url: 'https://data.vision.ee.ethz.ch/cvl/DIV2K/DIV2K_train_HR.zip',
      size: 3530603713,
      sha256: '9d0b9c463f6e35b6c62cc6a930ee2224f670b34c1df841a57670f9acf0f6c335',
      limit: 5e9,
      keep: [{ entry: /^DIV2K_train_HR\/(\d{4}\.png)$/, path: 'div2k/train/$1' }],
      files: 800,
    },
    {
      name: 'div2k/val',
      url: 'https://data.vision.ee.ethz.ch/cvl/DIV2K/DIV2K_valid_HR.zip',
      size: 448993893,
      sha256: '20dd31fd84d777bc1cf5d6b7654a3f569c0aec74458ae094122ad1d0489900fc',
      limit: 1e9,
      keep: [{ entry: /^DIV2K_valid_HR\/(\d{4}\.png)$/, path: 'div2k/val/$1' }],
      files: 100,
    },
  ],
};
