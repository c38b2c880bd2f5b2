export { contrastShares, type ContrastShareRow } from './contrast-shares';
export { contrastLayersFigure } from './figures';
export { checkNetworkStructure } from './claims';
export { checkContrastShares } from './share-claims';
