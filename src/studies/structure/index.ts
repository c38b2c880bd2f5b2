export {
  contrastShares,
  checkNetworkStructure,
  checkContrastShares,
  contrastLayersFigure,
  type ContrastShareRow,
  type ContrastSharesOptions,
  type NetworkStructureResults,
  type ContrastShares,
  type UnifiedShares,
} from './structure';
