/** The paper's analysis, and what several studies share. */
export { openTestSet } from './test-set';
export { lowResolution, highResolutionPatches } from './low-resolution';
export { degradedSets, type DegradedSets } from './degraded-sets';
export { analyse, type LayerAnalysis } from './analyse';
export { analyseFeatures, type FeatureAnalysis, mapChi, setDraws } from './analyse-features';
export { cachedTap } from './cached/features';
export { layerScores, cachedTsne, cachedUmap } from './cached/maps';
export { checkpoint } from './checkpoint';
export { chiRow } from './chi';
export { contrast, contrastRow, layerContrasts, type Contrast } from './contrast';
export { labelledImages, setsByClass, type LabelledImages } from './labelled-images';
export { qualityRow, type QualityRow } from './quality';
export { clipQuality } from './clip-quality';
export { evolution, snapshots, type Snapshot, centrePatches, type CentrePatch } from './evolution';
export { lastBlock, spreadLayers } from './layers';
export { openPatchSet, type PatchSetOptions } from './patch-set';
