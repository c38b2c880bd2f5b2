import { gradCam } from './grad-cam';
import { integratedGradients } from './integrated-gradients';
import { lam } from './lam';
import type { AttributionMethod } from './method';
import { occlusion } from './occlusion';
import { smoothGrad } from './smooth-grad';

/** Every way of attributing: a line here adds one to the command line, its help and the report. */
export const attributionMethods = [lam, integratedGradients, smoothGrad, occlusion, gradCam] as const;

/** The methods without their own options' types, for whoever goes through all of them. */
export const anyAttributionMethods = attributionMethods as unknown as readonly AttributionMethod<
  Record<string, number | string>
>[];
