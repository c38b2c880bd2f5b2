/** Notebook B2: which filters remove which degradation. */
export { checkDiscriminativeFilters } from './claims';
export { layersFigure, maskingFigure, strengthFigure } from './figures';
export {
  layerShares,
  maskingCurves,
  methodScores,
  predictDegradation,
  strengthCurve,
  studyPairs,
  type MaskingPoint,
  type MethodScores,
  type StrengthPoint,
} from './discriminative-filters';
