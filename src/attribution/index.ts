/** Which pixels, features and filters a result comes from: what notebooks import. */
export { contributionArea, diffusionIndex } from './diffusion';
export { attributeChange } from './between';
export { gradCam } from './grad-cam';
export { integratedGradients } from './integrated-gradients';
export { lam } from './lam';
export { lamOfClip } from './lam-of-clip';
export { attributionMethods } from './methods';
export type { AttributionMethod } from './method';
export { occlusion } from './occlusion';
export { smoothGrad } from './smooth-grad';
export { channelMean, featurePlace, logit, windowDetail, windowIntensity } from './targets';
export { filterMethods } from './filters/methods';
export { withMixedFilters } from './filters/mix';
export { filterCount, topFilters, type NetworkPair } from './filters/scores';
