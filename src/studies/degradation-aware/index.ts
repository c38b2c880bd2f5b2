/** Notebook C2: super-resolution that looks at the degradation. */
export { checkDegradationAware } from './claims';
export { gainsFigure, toldFigure, varyingFigure } from './figures';
export {
  levelGrid,
  levelName,
  levelVersion,
  presetVersion,
  type LowResolutionVersion,
} from '../../analysis/low-resolution-versions';
export {
  gains,
  meanPsnr,
  restorationRows,
  restoredPsnr,
  versionPair,
  type RestorationRow,
} from '../../analysis/restored-versions';
export { costs, ownBest, toldMatrix, type ToldMatrix } from './told';
export { bandBlurs, varyingPair, varyingRows, type VaryingRow } from './varying';
