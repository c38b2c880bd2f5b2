export { firstColumns, reduceEachWay, shuffledChi, type ReducedPoints } from './dimensionality';
export {
  reductionDimensionsFigure,
  reductionsFigure,
  tsneSettingsFigure,
  type SettingMap,
  sidesFigure,
} from './figures';
export { checkDimensionalityReduction, type ReductionPair } from './claims';
export { checkViews, type InBothViews } from './view-claims';
