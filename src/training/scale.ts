import type { NetworkSpec } from '../networks/spec';

/** A super-resolution network's upscaling factor; 4 where its kind does not say, as in the paper. */
export const scaleOf = (spec: NetworkSpec): number => ('scale' in spec ? spec.scale : undefined) ?? 4;
