import type { LayersModel } from '@tensorflow/tfjs-layers';
import { carn, type CarnOptions } from './carn/network';
import { cincgan, type CincganOptions } from './cincgan/network';
import { discriminator, type DiscriminatorOptions } from './discriminator/network';
import { earlySrresnet, type EarlySrresnetOptions } from './early-srresnet/network';
import { edsr, type EdsrOptions } from './edsr/network';
import { guidedRrdb, type GuidedRrdbOptions } from './guided-rrdb/network';
import { imdn, type ImdnOptions } from './imdn/network';
import { resnet18, type Resnet18Options } from './resnet18/network';
import { restoration, type RestorationOptions } from './restoration/network';
import { rfdn, type RfdnOptions } from './rfdn/network';
import { rrdbnet, type RrdbnetOptions } from './rrdbnet/network';
import { srcnn, type SrcnnOptions } from './srcnn/network';
import { srganGenerator, type SrganGeneratorOptions } from './srgan-generator/network';
import { srresnet, type SrresnetOptions } from './srresnet/network';
import { srvgg, type SrvggOptions } from './srvgg/network';
import { unified, type UnifiedOptions } from './unified/network';

/** What a network is, as data: enough to build it again. */
export type NetworkSpec =
  | ({ readonly kind: 'srresnet' } & SrresnetOptions)
  | ({ readonly kind: 'srcnn' } & SrcnnOptions)
  | ({ readonly kind: 'resnet18' } & Resnet18Options)
  | ({ readonly kind: 'discriminator' } & DiscriminatorOptions)
  | ({ readonly kind: 'unified' } & UnifiedOptions)
  | ({ readonly kind: 'guided-rrdb' } & GuidedRrdbOptions)
  | ({ readonly kind: 'restoration' } & RestorationOptions)
  | ({ readonly kind: 'cincgan' } & CincganOptions)
  | ({ readonly kind: 'srgan-generator' } & SrganGeneratorOptions)
  | ({ readonly kind: 'rrdbnet' } & RrdbnetOptions)
  | ({ readonly kind: 'edsr' } & EdsrOptions)
  | ({ readonly kind: 'early-srresnet' } & EarlySrresnetOptions)
  | ({ readonly kind: 'srvgg' } & SrvggOptions)
  | ({ readonly kind: 'carn' } & CarnOptions)
  | ({ readonly kind: 'imdn' } & ImdnOptions)
  | ({ readonly kind: 'rfdn' } & RfdnOptions);

/** How each kind is built. */
export const builders: {
  readonly [Kind in NetworkSpec['kind']]: (spec: Extract<NetworkSpec, { kind: Kind }>) => LayersModel;
} = {
  srresnet,
  srcnn,
  resnet18,
  discriminator,
  unified,
  'guided-rrdb': guidedRrdb,
  restoration,
  cincgan,
  'srgan-generator': srganGenerator,
  rrdbnet,
  edsr,
  'early-srresnet': earlySrresnet,
  srvgg,
  carn,
  imdn,
  rfdn,
};
