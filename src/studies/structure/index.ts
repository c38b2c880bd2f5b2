export {
  contrastShares,
  checkNetworkStructure,
  checkContrastShares,
  contrastLayersFigure,
  type ContrastShareRow,
} from './structure';
