import type { Architecture } from '../import/recognised';
import { carnArchitecture } from './carn/recognise';
import { earlySrresnetArchitecture } from './early-srresnet/recognise';
import { edsrArchitecture } from './edsr/recognise';
import { imdnArchitecture } from './imdn/recognise';
import { prnArchitecture } from './prn/recognise';
import { resnet18Architecture } from './resnet18/recognise';
import { rfdnArchitecture } from './rfdn/recognise';
import { rrdbnetArchitecture } from './rrdbnet/recognise';
import { srcnnArchitecture } from './srcnn/recognise';
import { srganArchitecture } from './srgan-generator/recognise';
import { srresnetArchitecture } from './srresnet/recognise';
import { srvggArchitecture } from './srvgg/recognise';
import { swinirArchitecture } from './swinir/recognise';

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
  swinirArchitecture,
  prnArchitecture,
  srcnnArchitecture,
  resnet18Architecture,
];
