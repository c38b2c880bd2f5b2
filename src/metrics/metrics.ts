import type { Metric } from './metric';
import { niqeMetric } from './niqe';
import { psnrMetric } from './psnr';
import { ssimMetric } from './ssim';

/** Every measure of an image's quality that is built in: one is one line here. */
export const metrics: readonly Metric[] = [psnrMetric, ssimMetric, niqeMetric];
