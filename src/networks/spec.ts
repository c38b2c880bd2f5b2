import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cincgan, type CincganOptions } from './cincgan';
import { discriminator, type DiscriminatorOptions } from './discriminator';
import { edsr, type EdsrOptions } from './edsr';
import { guidedRrdb, type GuidedRrdbOptions } from './guided-rrdb';
import { resnet18, type Resnet18Options } from './resnet18';
import { restoration, type RestorationOptions } from './restoration';
import { rrdbnet, type RrdbnetOptions } from './rrdbnet';
import { srcnn, type SrcnnOptions } from './srcnn';
import { srganGenerator, type SrganGeneratorOptions } from './srgan-generator';
import { srresnet, type SrresnetOptions } from './srresnet';
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
  | ({ readonly kind: 'edsr' } & EdsrOptions);

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
};
