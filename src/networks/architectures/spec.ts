import type { LayersModel } from '@tensorflow/tfjs-layers';
import { carn } from './carn/network';
import { cincgan } from './cincgan/network';
import { discriminator } from './discriminator/network';
import { earlySrresnet } from './early-srresnet/network';
import { edsr } from './edsr/network';
import { guidedRrdb } from './guided-rrdb/network';
import { imdn } from './imdn/network';
import { resnet18 } from './resnet18/network';
import { restoration } from './restoration/network';
import { rfdn } from './rfdn/network';
import { rrdbnet } from './rrdbnet/network';
import { srcnn } from './srcnn/network';
import { srganGenerator } from './srgan-generator/network';
import { srresnet } from './srresnet/network';
import { srvgg } from './srvgg/network';
import { unified } from './unified/network';

/** How each kind of network is built: an architecture is one line here. */
export const builders = {
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
} satisfies Readonly<Record<string, (options: never) => LayersModel>>;

type Kind = keyof typeof builders;

/** What a network is, as data: enough to build it again. Its kind, and the options of the function that builds it. */
export type NetworkSpec = {
  readonly [K in Kind]: { readonly kind: K } & NonNullable<Parameters<(typeof builders)[K]>[0]>;
}[Kind];

/** Kinds whose output is an image of the input's size: they restore, and do not enlarge. */
export const sameSize: ReadonlySet<Kind> = new Set<Kind>(['restoration']);
