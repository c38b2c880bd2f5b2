import { gradCam } from './grad-cam';
import { integratedGradients } from './integrated-gradients';
import { lam } from './lam';
import { occlusion } from './occlusion';
import { smoothGrad } from './smooth-grad';

/** Every way of attributing: a line here adds one to the command line, its help and the report. */
export const attributionMethods = [lam, integratedGradients, smoothGrad, occlusion, gradCam] as const;
