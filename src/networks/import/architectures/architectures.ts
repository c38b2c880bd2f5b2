import type { Recognise } from '../recognised';
import { recogniseEdsr } from './edsr';
import { recogniseResnet18 } from './resnet18';
import { recogniseRrdbnet } from './rrdbnet';
import { recogniseSrcnn } from './srcnn';
import { recogniseSrganGenerator } from './srgan-generator';
import { recogniseSrresnet } from './srresnet';

/** Every architecture that is known by its weights. */
export const architectures: Readonly<Record<string, Recognise>> = {
  'SRResNet without batch normalisation (BasicSR, KAIR)': recogniseSrresnet,
  'SRGAN generator with batch normalisation and PReLU': recogniseSrganGenerator,
  'RRDBNet (ESRGAN)': recogniseRrdbnet,
  EDSR: recogniseEdsr,
  SRCNN: recogniseSrcnn,
  ResNet18: recogniseResnet18,
};
