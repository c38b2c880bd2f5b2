/** Measures of features (clusters, separation, spread) and of images (PSNR, SSIM). */
export { clusterScores } from './clusters';
export { separation, type Separation } from './separation';
export { imageDraws } from './image-draws';
export { resampledChi } from './resampled-chi';
export { interval, overRuns } from './spread';
export { squaredDistances } from './dispersion';
export { versionDistance } from './version-distance';
export { rankCorrelation } from './rank-correlation';
export { varianceShares } from './variance-shares';
export { psnr } from './psnr';
export { ssim } from './ssim';
export type { OwnMetric } from './metric';
