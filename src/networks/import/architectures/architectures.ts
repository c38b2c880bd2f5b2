import type { Architecture } from '../recognised';
import { carnArchitecture } from './carn';
import { earlySrresnetArchitecture } from './early-srresnet';
import { edsrArchitecture } from './edsr';
import { imdnArchitecture } from './imdn';
import { resnet18Architecture } from './resnet18';
import { rfdnArchitecture } from './rfdn';
import { rrdbnetArchitecture } from './rrdbnet';
import { srcnnArchitecture } from './srcnn';
import { srganArchitecture } from './srgan-generator';
import { srresnetArchitecture } from './srresnet';
import { srvggArchitecture } from './srvgg';

/** Every architecture that is known by its weights. */
export const architectures: readonly Architecture[] = [
  srresnetArchitecture,
  srganArchitecture,
  rrdbnetArchitecture,
  edsrArchitecture,
  earlySrresnetArchitecture,
  srvggArchitecture,
  carnArchitecture,
  imdnArchitecture,
  rfdnArchitecture,
  srcnnArchitecture,
  resnet18Architecture,
];
