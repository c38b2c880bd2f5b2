/**
 * Everything that a notebook cell needs, in one import: `import { tap, figure } from './index'`.
 * In the order of the flow: images, degradations, networks, features, projection, metrics, analysis,
 * training, charts, claims, notebook.
 */
export { InputError } from '@ddr-lab/base/errors';
export type { OnProgress, Progress } from '@ddr-lab/base/progress';
export { createRandom, type Random } from '@ddr-lab/base/random';
export { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
export { readNpy, writeNpy } from '@ddr-lab/base/arrays/npy';
export { readNpz, writeNpz } from '@ddr-lab/base/arrays/npz';

export { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
export { readImage, writeImage } from '@ddr-lab/images/io';
export { crop, cropCentre, cropGrid, cropRandom, cropToMultiple } from '@ddr-lab/images/crop';
export { luma } from '@ddr-lab/images/image';
export { resize, type ResizeOptions } from '@ddr-lab/images/resize';
export type { ImageSet } from '@ddr-lab/images/image-set';
export { openSet, presentSets, setNames } from './images/sets/open';
export { drawScene } from '@ddr-lab/images/scenes/scene';
export { drawObject, objectClasses } from '@ddr-lab/images/scenes/objects';

export { degrade, degradeAll, knownPresets, parsePreset, type AnyDegradation } from './degradations/presets';
export type { OwnDegradation } from './degradations/own-degradation';
export { mild, type MildOptions } from './degradations/mild';

export { useBackend } from '@ddr-lab/engine/backend';
export { loadNetwork } from './networks/load-network';
export { buildNetwork, saveNetwork, type Network, type NetworkSpec } from './networks/network';
export type { GraphNetwork } from './networks/tappable';
export { disposeNetwork, isGraphNetwork, type Tappable } from './networks/tappable';
export { importNetwork, type ImportedNetwork } from './networks/import/import-network';
export { importWeights } from './networks/import/import-weights';
export { networkFrom } from './networks/import/recognise';
export { readWeightFile } from './networks/import/read-weights';
export { responseWarning, responseOf } from './networks/import/response';
export { networkName } from './networks/network-name';
export { superResolve } from './networks/super-resolve';
export { tap } from './features/tap';
export { pixelFeatures } from './features/pixel-features';
export { featureViews, type FeatureView } from './features/view';
export { pca, pcaScores } from '@ddr-lab/projection/pca/pca';
export { tsne } from '@ddr-lab/projection/tsne';
export { standardise } from '@ddr-lab/projection/standardise';
export { umap } from '@ddr-lab/projection/umap';
export { clusterScores, type ClusterScores } from './metrics/clusters';
export { separation, type Separation } from './metrics/separation';
export { imageDraws, type ImageDraws } from './metrics/image-draws';
export { resampledChi } from './metrics/resampled-chi';
export { interval, wilsonInterval } from './metrics/spread';
export { type Interval } from '@ddr-lab/base/interval';
export { squaredDistances } from './metrics/dispersion';
export { overRuns, type Spread } from './metrics/spread';
export { orderBreaks, type OrderBreak } from './studies/evolution/order-breaks';
export { versionDistance } from './metrics/version-distance';
export { groupDirection } from './studies/degrees/degree-order';
export { rankCorrelation } from './metrics/rank-correlation';
export { varianceShares, type VarianceShares } from './metrics/variance-shares';
export { withoutGroupMeans } from './metrics/variance-shares';
export { centreDistance, discriminability } from './studies/degrees/discriminability';
export { bm3d } from '@ddr-lab/bm3d/bm3d';
export { psnr } from './metrics/psnr';
export { ssim } from './metrics/ssim';
export { brisqueFeatures } from '@ddr-lab/quality/brisque';
export { fitPristine, niqe, type PristineModel } from '@ddr-lab/quality/niqe';

export { openTestSet } from './analysis/test-set';
export { lowResolution } from './analysis/low-resolution';
export { degradedSets, type DegradedSets } from './analysis/degraded-sets';
export { analyse, type LayerAnalysis } from './analysis/analyse';
export { analyseFeatures, type FeatureAnalysis } from './analysis/analyse-features';
export { cachedTap } from './analysis/cached/features';
export { layerGeometry, type LayerGeometry } from './analysis/cached/geometry';
export { layerScores } from './analysis/cached/maps';
export { cachedTsne } from './analysis/cached/maps';
export { cachedUmap } from './analysis/cached/maps';
export { checkpoint } from './analysis/checkpoint';
export {
  firstColumns,
  reduceEachWay,
  shuffledChi,
  type ReducedPoints,
} from './studies/reductions/dimensionality';
export { classifierFor, type ClassifierFamily } from './studies/classification/classifier-for';
export { cameraPatches, openCameras, type Cameras } from './studies/cameras/cameras';
export { cameraScores, type CameraScores } from './studies/cameras/cameras';
export { explainedBy, featureMaps, type FeatureMaps } from './studies/feature-maps/feature-maps';
export { mapChi, setDraws } from './analysis/analyse-features';
export { chiRow, chiSets, qualitySets, type ChiRow } from './analysis/chi';
export {
  contrast,
  contrastRow,
  contrastSets,
  layerContrasts,
  type Contrast,
  type ContrastRow,
} from './analysis/contrast';
export { contrastSweep, type ContrastSweepRow } from './studies/classification/contrast-sweep';
export { labelledImages, setsByClass, type LabelledImages } from './analysis/labelled-images';
export { qualityRow, type QualityRow } from './analysis/quality';
export type { Quality } from './analysis/quality';
export type { OwnMetric } from './metrics/own-metric';
export { evolution, snapshots, type EvolutionRow, type Snapshot } from './analysis/evolution';
export { evolutionMaps, type EvolutionMap } from './studies/evolution/evolution-maps';
export { centrePatches, centrePsnr, type CentrePatch } from './analysis/evolution';
export { labelSpectra } from './studies/evolution/label-spectra';
export { withoutContent, type ContentExperiment } from './studies/evolution/without-content';
export { highResolutionPatches } from './analysis/low-resolution';
export { contrastShares, type ContrastShareRow } from './studies/structure/contrast-shares';
export { shareCourse, shareOverHalves, type ShareMoment } from './studies/evolution/share-course';
export { degreeOrder, type DegreeOrder } from './studies/degrees/degree-order';
export { longestAxis, type LongestAxis } from './studies/degrees/degree-order';
export { degreeSpectrum, type DegreeSpectrum } from './studies/degrees/degree-spectrum';
export { depthRows, trainedDepths, type DepthRow } from './studies/depth/depth';
export { lastBlock } from './analysis/layers';
export { spreadLayers } from './analysis/layers';
export { thirdPartyWeights } from './studies/third-party/third-party';
export { distortedImages, type DistortedImages } from './studies/applications/distorted-images';
export {
  identifyByBrisque,
  identifyByNetwork,
  type DistortionIdentification,
} from './studies/applications/distortion-identification';
export { predictLinearSvm, trainLinearSvm, type LinearSvm } from './studies/applications/linear-svm';
export {
  restorationGains,
  type Method,
  type RestorationGainRow,
  type Restorer,
} from './studies/motivation/restoration-gain';
export {
  blindPair,
  blindSuperResolution,
  type BlindRow,
} from './studies/applications/blind-super-resolution';
export { pairwiseChi, type PairChi } from './studies/applications/generalisation';
export {
  restorationAndSeparation,
  type RestorationAndSeparationRow,
} from './studies/applications/restoration-and-separation';
export { train } from './methods/train';
export { findRecipe, listRecipes } from './methods/recipes';

export { bars } from '@ddr-lab/charts/bars';
export { lines } from '@ddr-lab/charts/lines';
export { iterationAxis, type IterationAxis } from '@ddr-lab/charts/axes';
export { lineGrid } from '@ddr-lab/charts/line-grid';
export { rankedBars } from '@ddr-lab/charts/ranked-bars';
export { patchSheet } from './charts/patches';
export { type PatchSheet } from '@ddr-lab/charts/figure';
export { sampleGrid } from './charts/sample-grid';
export { orderedStyles } from '@ddr-lab/charts/styles';
export { scatterGrid } from '@ddr-lab/charts/scatter-grid';
export { networkStyles, shades } from '@ddr-lab/charts/network-styles';
export { confusionFigure } from './studies/applications/confusion-figure';
export { guidanceDiagram } from './studies/applications/guidance-diagram';
export { classifierLayersFigure } from './studies/classification/figures';
export { contrastFigure } from './studies/classification/figures';
export { contrastLayersFigure } from './studies/structure/figures';
export { contrastSweepFigure } from './studies/classification/figures';
export { camerasFigure } from './studies/cameras/figures';
export { featureMapsFigure, type FeatureMapsRow } from './studies/feature-maps/figures';
export { chiFigure } from './charts/clusters';
export { generalisationFigure } from './studies/applications/figures';
export { generalisationChiFigure } from './studies/applications/figures';
export { clustersFigure } from './charts/clusters';
export { reductionDimensionsFigure } from './studies/reductions/figures';
export { reductionsFigure } from './studies/reductions/figures';
export { tsneSettingsFigure, type SettingMap } from './studies/reductions/figures';
export { sidesFigure } from './studies/reductions/figures';
export { depthFigure } from './studies/depth/figures';
export { trainingCurve } from './charts/training-curve';
export { trainingEvolution } from './charts/training-evolution';
export { trainingAnimation, trainingMaps } from './studies/evolution/figures';
export { contentFigure } from './studies/evolution/figures';
export { outputSpectra } from './studies/evolution/figures';
export { degreesFigure, spectrumFigure } from './studies/degrees/figures';
export { exportFigure } from '@ddr-lab/charts/export';
export type { Figure, PlainFigure } from '@ddr-lab/charts/figure';
export type { FigureOptions } from '@ddr-lab/charts/figure';

export {
  checkClaim,
  type CheckedClaim,
  type Claim,
  type ClaimInterval,
  type Uncertainty,
} from '@ddr-lab/book/claims/claim';
export { checkMeasured, type Judgement, type Measured } from './claims/check';
export { checkClassification } from './studies/classification/claims';
export { checkRealWorld } from './studies/cameras/claims';
export { checkDimensionalityReduction, type ReductionPair } from './studies/reductions/claims';
export {
  checkViews,
  type InBothViews,
  type InView,
  type ViewFindings,
} from './studies/reductions/view-claims';
export { checkBlind, checkGeneralisation, checkIdentification } from './studies/applications/claims';
export { checkDepth } from './studies/depth/claims';
export { checkMotivation } from './studies/motivation/claims';
export { checkNetworkStructure } from './studies/structure/claims';
export { checkExternalNetworks } from './studies/third-party/claims';
export { checkAdversarialLearning } from './studies/residual/claims';
export { checkPerceptualOrVerdict, type MapShare, type Teachers } from './studies/residual/claims';
export { checkGlobalResidual } from './studies/residual/claims';
export {
  checkRestorationAndSeparation,
  learntDegradation,
  type LearntDegradation,
  type OutputDistance,
  type RestorationAndSeparation,
} from './studies/applications/restoration-claims';
export { checkShareCourse, type ShareCourses } from './studies/evolution/share-claims';
export {
  checkContrastShares,
  type ContrastShares,
  type UnifiedShares,
} from './studies/structure/share-claims';
export { checkMotivationAveraged } from './studies/motivation/claims';
export { checkDegreeOrder, type DegreeOrders, type OrdersOfBoth } from './studies/degrees/claims';
export { checkDegradationDegrees, type Spectra } from './studies/degrees/claims';
export { checkExplanation, checkTrainingEvolution } from './studies/evolution/claims';

import './notebook/values';
export { claims } from './notebook/claims';
export { figure } from './notebook/figure';
export { openNotebook } from '@ddr-lab/book/cells/open-notebook';
export { interact } from '@ddr-lab/book/cells/interact';
export { progress } from '@ddr-lab/book/cells/progress';
export { showValues } from '@ddr-lab/book/cells/values';
export { table } from './notebook/table';

export {
  analyseNetworks,
  type AnalyseNetworksOptions,
  type NetworkAnalyses,
} from './reports/analyse-networks';
export type { Report } from './reports/report';
export { showAnalysis } from './reports/show-analysis';
export { writeAnalysis } from './reports/write-analysis';
