/**
 * What nearly every notebook needs, in one import: images, networks, features, the analysis, its figures, what a cell shows.
 * All else is imported from its room (`'../src/charts'`) or its study (`'../src/studies/residual'`).
 */
// How values are shown in cells.
import './notebook/values';

export { InputError } from '@ddr-lab/base/errors';
export type { OnProgress } from '@ddr-lab/base/progress';
export { createRandom } from '@ddr-lab/base/random';
export { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
export { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
export { readImage, writeImage } from '@ddr-lab/images/io';
export { cropCentre } from '@ddr-lab/images/crop';
export { resize } from '@ddr-lab/images/resize';
export type { ImageSet } from '@ddr-lab/images/image-set';
export { openSet, presentSets } from './images/sets/open';
export { degrade } from './degradations/presets';
export { estimateDegradation } from './estimation/estimate';
export type { OwnDegradation } from './degradations/own-degradation';
export { useBackend } from '@ddr-lab/engine/backend';
export { loadNetwork } from './networks/load-network';
export { buildNetwork, type Network } from './networks/network';
export { importNetwork } from './networks/import/import-network';
export { networkName } from './networks/network-name';
export { superResolve } from './networks/super-resolve';
export { tap } from './features/tap';
export { pixelFeatures } from './features/pixel-features';
export { pca } from '@ddr-lab/projection/pca/pca';
export { tsne } from '@ddr-lab/projection/tsne';
export { standardise } from '@ddr-lab/projection/standardise';
export { umap } from '@ddr-lab/projection/umap';
export { clusterScores } from './metrics/clusters';
export { separation } from './metrics/separation';
export { psnr } from './metrics/psnr';
export { ssim } from './metrics/ssim';
export { openTestSet } from './analysis/test-set';
export { lowResolution } from './analysis/low-resolution';
export { degradedSets, type DegradedSets } from './analysis/degraded-sets';
export { analyse, type LayerAnalysis } from './analysis/analyse';
export { analyseFeatures } from './analysis/analyse-features';
export { checkpoint } from './analysis/checkpoint';
export { bars } from '@ddr-lab/charts/bars';
export { lines } from '@ddr-lab/charts/lines';
export { patchSheet } from './charts/patches';
export type { PatchSheet, Figure } from '@ddr-lab/charts/figure';
export { sampleGrid } from './charts/sample-grid';
export { scatterGrid } from '@ddr-lab/charts/scatter-grid';
export { chiFigure, clustersFigure } from './charts/clusters';
export { claims } from './notebook/claims';
export { figure } from './notebook/figure';
export { openNotebook } from '@ddr-lab/book/cells/open-notebook';
export { interact } from '@ddr-lab/book/cells/interact';
export { progress } from '@ddr-lab/book/cells/progress';
export { showValues } from '@ddr-lab/book/cells/values';
export { table } from './notebook/table';
