/** Notebook B1: where networks look. */
export { checkLocalAttribution } from './claims';
export { depthLooksFigure, looksFigure, noiseFigure } from './figures';
export {
  lookRows,
  noisePixels,
  srcnnField,
  stripes,
  type LookRow,
  type NoiseRow,
  type Pictures,
  type ScaledNetwork,
} from './local-attribution';
