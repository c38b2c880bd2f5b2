/** An archive on somebody's server and what of it goes where. */
export interface Archive {
  /** What `ddr fetch` calls it, and the folder below the data root that it fills: `div2k/train`. */
  readonly name: string;
  readonly url: string;
  /** Bytes; absent where nobody has published it. */
  readonly size?: number;
  /** Lower-case hexadecimal; absent where nobody has published one: the first download's is then pinned. */
  readonly sha256?: string;
  /** Where only an MD5 is published. */
  readonly md5?: string;
  /** Bytes that it may unpack to; beyond that it is refused. */
  readonly limit: number;
  /** Entries to keep and their path below the data root (`$1` is the pattern's first group). All else is left. */
  readonly keep: readonly { readonly entry: RegExp; readonly path: string }[];
  /** Files that must be there in the end. */
  readonly files?: number;
}

/** A data set that `ddr fetch` knows. */
export interface Source {
  readonly title: string;
  /** Who made it and on what terms; shown before the download. */
  readonly terms: string;
  readonly archives: readonly Archive[];
}

/**
 * The official archives. Sizes and SHA-256 were compared between several independent public records of these
 * files; Set5 and Set14 have none, so their first download is pinned.
 */
export const sources: Readonly<Record<string, Source>> = {
  div2k: {
    title: 'DIV2K, high-resolution images (800 + 100)',
    terms: 'Agustsson and Timofte, NTIRE 2017. Academic research only.',
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
  },
  cifar10: {
    title: 'CIFAR-10, binary version (50,000 + 10,000)',
    terms: 'Krizhevsky, "Learning multiple layers of features from tiny images", 2009.',
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
  },
  bsds500: {
    title: 'BSDS500, images only (train and test as 400, val as 100)',
    terms: 'Arbelaez, Maire, Fowlkes and Malik, 2011. Non-commercial research and education.',
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
  },
  set5: {
    title: "Set5, images and MATLAB's x4 reductions (5)",
    terms: 'Benchmark images as packed by Huang, Singh and Ahuja (SelfExSR), 2015. Research use.',
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
  },
  set14: {
    title: 'Set14 (14)',
    terms: 'Benchmark images as packed by Huang, Singh and Ahuja (SelfExSR), 2015. Research use.',
    archives: [
      {
        name: 'set14',
        url: 'https://uofi.box.com/shared/static/igsnfieh4lz68l926l8xbklwsnnk8we9.zip',
        limit: 500e6,
        keep: [{ entry: /(?:^|\/)Set14\/image_SRF_2\/(img_\d+)_SRF_2_HR\.png$/, path: 'set14/$1.png' }],
      },
    ],
  },
};
