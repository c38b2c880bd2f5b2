/** Notebook B1: where networks look. */
export { checkLocalAttribution } from './claims';
export { depthLooksFigure, looksFigure, noiseFigure, windowsFigure } from './figures';
export {
  lookRows,
  movedWindows,
  noisePixels,
  srcnnField,
  stripes,
  type LookRow,
  type MovedWindows,
  type NoiseRow,
  type Pictures,
  type ScaledNetwork,
} from './local-attribution';
