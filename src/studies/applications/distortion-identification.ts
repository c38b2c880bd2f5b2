import { lastBlock } from '../../analysis/layers';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { brisqueFeatures, brisqueLength } from '@ddr-lab/quality/brisque';
import type { Tappable } from '../../networks/tappable';
import type { DistortedImages } from './distorted-images';
import { identify, type Identification, type IdentifyOptions } from './identify';
import { componentsOfProducts, layerProducts, standardised } from './representation';

/** What identifying by a network's features takes. */
export interface NetworkIdentificationOptions extends IdentifyOptions {
  /** Layer whose features are taken; default the last block (`lastBlock`), RB16 of SRResNet. */
  readonly layer?: string;
  /** Principal components kept; default 120 as in the paper, or as many as the training rows carry. */
  readonly components?: number;
}

/** How well distortions are named by some features, and by how many numbers an image. */
export interface DistortionIdentification extends Identification {
  /** What the features are: `BRISQUE`, or a layer's name. */
  readonly features: string;
  /** Numbers an image before the principal components. */
  readonly length: number;
}

/**
 * Distortion identification by a network's deep degradation representations (Sec. 5, Tab. 1): the features of one
 * layer, flattened, reduced to 120 principal components and named by a linear SVM. See `identify` for the protocol.
 */
export async function identifyByNetwork(
  network: Tappable,
  images: DistortedImages,
  options: NetworkIdentificationOptions = {},
): Promise<DistortionIdentification> {
  const { layer = lastBlock(network), components = 120, onProgress, signal } = options;
  const taps = images.patches.length;
  // Tapping the patches takes about as long as the splits.
  const { products, length } = await layerProducts(network, layer, images.patches, {
    batch: 4,
    signal,
    onProgress: ({ done }) => onProgress?.({ done, total: 2 * taps, note: 'features' }),
  });
  const found = await identify(componentsOfProducts(products, { components }), images, {
    ...options,
    onProgress: ({ done, total }) =>
      onProgress?.({ done: Math.round(taps * (1 + done / total)), total: 2 * taps, note: 'splits' }),
  });
  return { ...found, features: layer, length };
}

/** The same by BRISQUE's 36 features, each brought to mean 0 and deviation 1: what the paper compares with. */
export async function identifyByBrisque(
  images: DistortedImages,
  options: IdentifyOptions = {},
): Promise<DistortionIdentification> {
  const rows = new Float64Array(images.patches.length * brisqueLength);
  images.patches.forEach((patch, i) => rows.set(brisqueFeatures(patch), i * brisqueLength));
  const features = createMatrix(images.patches.length, brisqueLength, rows);
  const found = await identify(standardised(features), images, options);
  return { ...found, features: 'BRISQUE', length: brisqueLength };
}
