/** Notebook B2: which filters remove which degradation. */
export { checkDiscriminativeFilters } from './claims';
export { layersFigure, maskingFigure, strengthFigure, strengthSlider } from './figures';
export {
  layerShares,
  maskingCurves,
  methodScores,
  predictDegradation,
  strengthCurve,
  strengthSample,
  studyPairs,
  type MaskingPoint,
  type MethodScores,
  type StrengthPoint,
  type StrengthSample,
} from './discriminative-filters';
