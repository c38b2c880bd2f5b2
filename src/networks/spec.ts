import type { LayersModel } from '@tensorflow/tfjs-layers';
import { srresnet, type SrresnetOptions } from './srresnet';

/** What a network is, as data: enough to build it again. */
export type NetworkSpec = { readonly kind: 'srresnet' } & SrresnetOptions;

/** How each kind is built. */
export const builders: {
  readonly [Kind in NetworkSpec['kind']]: (spec: Extract<NetworkSpec, { kind: Kind }>) => LayersModel;
} = { srresnet };
