/** How papers write the families; the first word of a recipe's name, or all of it. */
const families: Readonly<Record<string, string>> = {
  srresnet: 'SRResNet',
  srgan: 'SRGAN',
  srcnn: 'SRCNN',
  swinir: 'SwinIR',
  cincgan: 'CinCGAN',
  resnet18: 'ResNet18',
  rrdb: 'RRDB',
  unified: 'unified network',
  faig: 'FAIG',
  dasr: 'DASR',
  daa: 'DAA',
  cdsr: 'CDSR',
  'crl-sr': 'CRL-SR',
  derain: 'Deraining',
  denoise: 'Denoising',
  deblur: 'Deblurring',
  dsgan: 'DSGAN',
  fca: 'FCA',
  'dsgan-sr': 'DSGAN (SR)',
  'fca-sr': 'FCA (SR)',
  'pdm-sr': 'PDM (SR)',
  'mssr-degrader-1': 'MSSR (first)',
  'mssr-degrader-2': 'MSSR (second)',
  mssr: 'MSSR',
  pdm: 'PDM',
  'usr-da': 'USR-DA',
  'usr-da-unaligned': 'USR-DA (unaligned)',
  video: 'Video transformer',
};

/** Words within a recipe's name that are written in another way. */
const words: Readonly<Record<string, string>> = {
  wgr: 'wGR',
  wogr: 'woGR',
  cifar10: 'CIFAR-10',
  sr: 'super-resolution',
  srresnet: 'SRResNet',
  srcnn: 'SRCNN',
  seed2: 'seed 2',
  unet: 'U-Net',
  dsn: 'DSN',
  none: 'unaligned',
  single: 'centre alone',
  w4: 'windows of 4',
  w12: 'windows of 12',
};

/**
 * What figures, tables and text call a network, by the name of its recipe (and weight file): the one place that decides.
 * `srresnet-wgr` is `SRResNet-wGR`, as the paper writes it; `srcnn-7-wogr` is `SRCNN-7-woGR`; what else a name says
 * stands in brackets: `srgan-wgr-noise` is `SRGAN-wGR (noise)`. Names of other families stay as they are.
 */
export function networkName(recipe: string): string {
  if (Object.prototype.hasOwnProperty.call(families, recipe)) return families[recipe];
  const [first, ...rest] = recipe.split('-');
  if (!Object.prototype.hasOwnProperty.call(families, first)) return recipe;
  const count = rest.findIndex((word) => !/^(\d+|wgr|wogr)$/.test(word));
  const [own, besides] = count < 0 ? [rest, []] : [rest.slice(0, count), rest.slice(count)];
  const name = [families[first], ...own.map(written)].join('-');
  return besides.length === 0 ? name : `${name} (${besides.map(written).join(', ')})`;
}

const written = (word: string): string =>
  Object.prototype.hasOwnProperty.call(words, word) ? words[word] : word;

/**
 * All the iterations behind a network trained here: its own training's, and those of the network that it began with.
 *
 * @param metadata of its weight file; 0 where it says nothing of iterations.
 */
export function totalIterations(metadata: Readonly<Record<string, string>>): number {
  return (Number(metadata.iterations) || 0) + (Number(metadata.before) || 0);
}
