import type { LayersModel } from '@tensorflow/tfjs-layers';
import { carn, type CarnOptions } from './carn';
import { cincgan, type CincganOptions } from './cincgan';
import { discriminator, type DiscriminatorOptions } from './discriminator';
import { earlySrresnet, type EarlySrresnetOptions } from './early-srresnet';
import { edsr, type EdsrOptions } from './edsr';
import { guidedRrdb, type GuidedRrdbOptions } from './guided-rrdb';
import { imdn, type ImdnOptions } from './imdn';
import { resnet18, type Resnet18Options } from './resnet18';
import { restoration, type RestorationOptions } from './restoration';
import { rfdn, type RfdnOptions } from './rfdn';
import { rrdbnet, type RrdbnetOptions } from './rrdbnet';
import { srcnn, type SrcnnOptions } from './srcnn';
import { srganGenerator, type SrganGeneratorOptions } from './srgan-generator';
import { srresnet, type SrresnetOptions } from './srresnet';
import { srvgg, type SrvggOptions } from './srvgg';
import { unified, type UnifiedOptions } from './unified';

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
