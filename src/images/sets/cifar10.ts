import type { Collection } from './collection';

/** CIFAR-10: small pictures of ten classes, as the official binary records. */
export const cifar10: Collection = {
  name: 'cifar10',
  title: 'CIFAR-10, binary version (50,000 + 10,000)',
  terms: 'Krizhevsky, "Learning multiple layers of features from tiny images", 2009.',
  sets: [
    { name: 'cifar10/train', folder: 'cifar10', cifar10: 'train' },
    { name: 'cifar10/test', folder: 'cifar10', cifar10: 'test' },
  ],
  archives: [
    {
      name: 'cifar10',
      url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
      size: 170052171,
      sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      md5: 'c32a1d4ab5d03f1284b67883e8d87530',
      limit: 300e6,
      keep: [{ entry: /^cifar-10-batches-bin\/(\w+\.bin|batches\.meta\.txt)$/, path: 'cifar10/$1' }],
      files: 7,
    },
  ],
};
