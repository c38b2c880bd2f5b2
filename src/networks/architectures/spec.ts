import { carnKind } from './carn/network';
import { cincganKind } from './cincgan/network';
import { contrastiveDecoupledKind } from './contrastive-decoupled/network';
import { degradationAdaptedKind } from './degradation-adapted/network';
import { degradationAwareKind } from './degradation-aware/network';
import { degradationEncoderKind } from './degradation-encoder/network';
import { densityComparatorKind } from './density-comparator/network';
import { degraderKind } from './degrader/network';
import { discriminatorKind } from './discriminator/network';
import { earlySrresnetKind } from './early-srresnet/network';
import { edsrKind } from './edsr/network';
import { featureAlignedKind } from './feature-aligned/network';
import { frequencyJudgeKind } from './frequency-judge/network';
import { guidedRrdbKind } from './guided-rrdb/network';
import { imdnKind } from './imdn/network';
import { kernelDegraderKind } from './kernel-degrader/network';
import { probabilisticDegraderKind } from './probabilistic-degrader/network';
import { prnKind } from './prn/network';
import { resnet18Kind } from './resnet18/network';
import { restorationKind } from './restoration/network';
import { rfdnKind } from './rfdn/network';
import { rrdbnetKind } from './rrdbnet/network';
import { srcnnKind } from './srcnn/network';
import { srMeanKind } from './sr-mean/network';
import { srganGeneratorKind } from './srgan-generator/network';
import { srresnetKind } from './srresnet/network';
import { srvggKind } from './srvgg/network';
import { swinirKind } from './swinir/network';
import { unetKind } from './unet/network';
import { unifiedKind } from './unified/network';
import { videoConvolutionKind } from './video-convolution/network';
import { videoTransformerKind } from './video-transformer/network';
import type { NetworkKind } from './kind';

/** Every kind of network: an architecture is one line here. */
export const networkKinds = {
  srresnet: srresnetKind,
  srcnn: srcnnKind,
  resnet18: resnet18Kind,
  discriminator: discriminatorKind,
  unified: unifiedKind,
  'guided-rrdb': guidedRrdbKind,
  restoration: restorationKind,
  unet: unetKind,
  prn: prnKind,
  cincgan: cincganKind,
  'srgan-generator': srganGeneratorKind,
  rrdbnet: rrdbnetKind,
  edsr: edsrKind,
  'early-srresnet': earlySrresnetKind,
  srvgg: srvggKind,
  carn: carnKind,
  imdn: imdnKind,
  rfdn: rfdnKind,
  swinir: swinirKind,
  'degradation-encoder': degradationEncoderKind,
  'degradation-aware': degradationAwareKind,
  'degradation-adapted': degradationAdaptedKind,
  'contrastive-decoupled': contrastiveDecoupledKind,
  'feature-aligned': featureAlignedKind,
  degrader: degraderKind,
  'probabilistic-degrader': probabilisticDegraderKind,
  'kernel-degrader': kernelDegraderKind,
  'density-comparator': densityComparatorKind,
  'frequency-judge': frequencyJudgeKind,
  'sr-mean': srMeanKind,
  'video-transformer': videoTransformerKind,
  'video-convolution': videoConvolutionKind,
} satisfies Readonly<Record<string, NetworkKind>>;

type Kind = keyof typeof networkKinds;

/** What a network is, as data: enough to build it again. Its kind, and the options of the function that builds it. */
export type NetworkSpec = {
  readonly [K in Kind]: { readonly kind: K } & NonNullable<Parameters<(typeof networkKinds)[K]['build']>[0]>;
}[Kind];
