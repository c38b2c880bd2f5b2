import type { Architecture } from '../recognised';
import { edsrArchitecture } from './edsr';
import { resnet18Architecture } from './resnet18';
import { rrdbnetArchitecture } from './rrdbnet';
import { srcnnArchitecture } from './srcnn';
import { srganArchitecture } from './srgan-generator';
import { srresnetArchitecture } from './srresnet';

/** Every architecture that is known by its weights. */
export const architectures: readonly Architecture[] = [
  srresnetArchitecture,
  srganArchitecture,
  rrdbnetArchitecture,
  edsrArchitecture,
  srcnnArchitecture,
  resnet18Architecture,
];
