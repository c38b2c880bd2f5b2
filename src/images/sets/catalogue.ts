/** Where a named set of real images lies below the data root, and how one comes by it. */
export interface KnownSet {
  readonly folder: string;
  /** Only files whose name matches; all where absent. */
  readonly match?: RegExp;
  /** CIFAR-10's binary records instead of a folder of images. */
  readonly cifar10?: 'train' | 'test';
  /** What `ddr fetch` calls it; absent where it cannot be fetched by a program. */
  readonly fetch?: string;
}

/** The sets of real images that `openSet` knows by name. See docs/data.md for what each is. */
export const knownSets: Readonly<Record<string, KnownSet>> = {
  'bsds500/train': { folder: 'bsds500/train', fetch: 'bsds500' },
  'bsds500/val': { folder: 'bsds500/val', fetch: 'bsds500' },
  'div2k/train': { folder: 'div2k/train', fetch: 'div2k' },
  'div2k/val': { folder: 'div2k/val', fetch: 'div2k' },
  set5: { folder: 'set5', fetch: 'set5' },
  set14: { folder: 'set14', fetch: 'set14' },
  'set5-matlab-bicubic/hr': { folder: 'set5-matlab-bicubic', match: /_HR\.png$/ },
  'set5-matlab-bicubic/lr': { folder: 'set5-matlab-bicubic', match: /_LR\.png$/ },
  'cifar10/train': { folder: 'cifar10', cifar10: 'train', fetch: 'cifar10' },
  'cifar10/test': { folder: 'cifar10', cifar10: 'test', fetch: 'cifar10' },
  'live/reference': { folder: 'live/reference' },
  'live/gblur': { folder: 'live/gblur' },
  'live/jpeg': { folder: 'live/jpeg' },
  'live/wnoise': { folder: 'live/wnoise' },
  'live/fastfading': { folder: 'live/fastfading' },
  'city100/iPhoneX/high': { folder: 'city100/iPhoneX', match: /H\.png$/ },
  'city100/iPhoneX/low': { folder: 'city100/iPhoneX', match: /L\.png$/ },
  'city100/NikonD5500/high': { folder: 'city100/NikonD5500', match: /H\.png$/ },
  'city100/NikonD5500/low': { folder: 'city100/NikonD5500', match: /L\.png$/ },
  oldfilm: { folder: 'oldfilm' },
};
