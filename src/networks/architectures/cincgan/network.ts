import type { LayersModel } from '@tensorflow/tfjs-layers';
import { chain } from '../parts/chain';
import { restoration, type RestorationOptions } from '../restoration/network';
import { srresnet, type SrresnetOptions } from '../srresnet/network';
import { namedWith } from '../../given-weights';
import type { NetworkKind } from '../kind';

/** The two networks that a CinCGAN-style network consists of. */
export interface CincganOptions {
  /** From degraded to clean LR images. */
  readonly restoration?: RestorationOptions;
  /** From clean LR images to HR ones. */
  readonly superResolution?: SrresnetOptions;
}

/**
 * A CinCGAN-style network (Yuan et al. 2018; Sec. 3): the inner cycle's generator cleans the LR image, an SRResNet
 * (there: EDSR) enlarges it; N x H x W x 3 to N x (s H) x (s W) x 3. Its layers are the SRResNet's under their own
 * names and the restoration's under `CleanConv1` ... `CleanOutput`.
 */
function cincgan(options: CincganOptions = {}): LayersModel {
  const parts: LayersModel[] = [];
  try {
    // As `chain` will name its layers.
    parts.push(namedWith('Clean', () => restoration(options.restoration)));
    parts.push(srresnet(options.superResolution));
    return chain(parts[0], parts[1]);
  } finally {
    for (const part of parts) part.dispose();
  }
}

/** `cincgan` as a kind of network. */
export const cincganKind: NetworkKind<CincganOptions> = {
  title: 'a restoration network, then an SRResNet',
  taps: 'CleanConv1 ... CleanOutput, Conv1, RB1 ...',
  source: "Yuan et al. 2018; the paper's Sec. 3",
  build: cincgan,
};
