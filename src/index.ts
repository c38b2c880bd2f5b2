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
export type { GraphNetwork } from './networks/graph-network';
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
export { pca, pcaScores } from './projection/pca/pca';
export { tsne } from './projection/tsne';
export { standardise } from './projection/standardise';
export { umap } from './projection/umap';
export { clusterScores, type ClusterScores } from './metrics/clusters';
export { separation, type Separation } from './metrics/separation';
export { imageDraws, type ImageDraws } from './metrics/image-draws';
export { resampledChi } from './metrics/resampled-chi';
export { interval, wilsonInterval, type Interval } from './metrics/interval';
export { squaredDistances } from './metrics/squared-distances';
export { overRuns, type Spread } from './metrics/spread';
export { orderBreaks, type OrderBreak } from './metrics/order-breaks';
export { versionDistance } from './metrics/version-distance';
export { groupDirection } from './metrics/group-direction';
export { rankCorrelation } from './metrics/rank-correlation';
export { varianceShares, type VarianceShares } from './metrics/variance-shares';
export { withoutGroupMeans } from './metrics/group-means';
export { centreDistance, discriminability } from './metrics/discriminability';
export { bm3d } from '@ddr-lab/bm3d/bm3d';
export { psnr } from './metrics/psnr';
export { ssim } from './metrics/ssim';
export { brisqueFeatures } from './metrics/quality/brisque';
export { fitPristine, niqe, type PristineModel } from './metrics/quality/niqe';

export { openTestSet } from './analysis/test-set';
export { lowResolution } from './analysis/low-resolution';
export { degradedSets, type DegradedSets } from './analysis/degraded-sets';
export { analyse, type LayerAnalysis } from './analysis/analyse';
export { analyseFeatures, type FeatureAnalysis } from './analysis/analyse-features';
export { cachedTap } from './analysis/cached/features';
export { layerGeometry, type LayerGeometry } from './analysis/cached/geometry';
export { layerScores } from './analysis/cached/scores';
export { cachedTsne } from './analysis/cached/tsne';
export { cachedUmap } from './analysis/cached/umap';
export { checkpoint } from './analysis/checkpoint';
export { firstColumns, reduceEachWay, shuffledChi, type ReducedPoints } from './analysis/dimensionality';
export { classifierFor, type ClassifierFamily } from './analysis/classifier-for';
export { cameraPatches, openCameras, type Cameras } from './analysis/cameras';
export { cameraScores, type CameraScores } from './analysis/camera-scores';
export { explainedBy, featureMaps, type FeatureMaps } from './analysis/feature-maps';
export { mapChi, setDraws } from './analysis/map-chi';
export { chiRow, chiSets, qualitySets, type ChiRow } from './analysis/chi';
export {
  contrast,
  contrastRow,
  contrastSets,
  layerContrasts,
  type Contrast,
  type ContrastRow,
} from './analysis/contrast';
export { contrastSweep, type ContrastSweepRow } from './analysis/contrast-sweep';
export { labelledImages, setsByClass, type LabelledImages } from './analysis/labelled-images';
export { qualityRow, type QualityRow } from './analysis/quality';
export type { Quality } from './analysis/image-quality';
export type { OwnMetric } from './metrics/own-metric';
export { evolution, snapshots, type EvolutionRow, type Snapshot } from './analysis/evolution';
export { evolutionMaps, type EvolutionMap } from './analysis/evolution-maps';
export { centrePatches, centrePsnr, type CentrePatch } from './analysis/centre-psnr';
export { labelSpectra } from './analysis/label-spectra';
export { withoutContent, type ContentExperiment } from './analysis/without-content';
export { highResolutionPatches } from './analysis/high-resolution-patches';
export { contrastShares, type ContrastShareRow } from './analysis/contrast-shares';
export { shareCourse, shareOverHalves, type ShareMoment } from './analysis/share-course';
export { degreeOrder, type DegreeOrder } from './analysis/degree-order';
export { longestAxis, type LongestAxis } from './analysis/longest-axis';
export { degreeSpectrum, type DegreeSpectrum } from './analysis/degree-spectrum';
export { depthRows, trainedDepths, type DepthRow } from './analysis/depth';
export { lastBlock } from './analysis/last-block';
export { spreadLayers } from './analysis/spread-layers';
export { thirdPartyWeights } from './analysis/third-party';
export { distortedImages, type DistortedImages } from './applications/distorted-images';
export {
  identifyByBrisque,
  identifyByNetwork,
  type DistortionIdentification,
} from './applications/distortion-identification';
export { predictLinearSvm, trainLinearSvm, type LinearSvm } from './applications/linear-svm';
export {
  restorationGains,
  type Method,
  type RestorationGainRow,
  type Restorer,
} from './applications/restoration-gain';
export { blindPair, blindSuperResolution, type BlindRow } from './applications/blind-super-resolution';
export { pairwiseChi, type PairChi } from './applications/generalisation';
export {
  restorationAndSeparation,
  type RestorationAndSeparationRow,
} from './applications/restoration-and-separation';
export { train } from './training/train';
export { findRecipe, listRecipes } from './training/recipes/recipes';

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
export { confusionFigure } from './charts/figures/tab1-confusion';
export { guidanceDiagram } from './charts/figures/fig10-guidance';
export { classifierLayersFigure } from './charts/figures/fig4-classifier-layers';
export { contrastFigure } from './charts/figures/fig5-contrast';
export { contrastLayersFigure } from './charts/figures/fig18-contrast-layers';
export { contrastSweepFigure } from './charts/figures/fig5-sweep';
export { camerasFigure } from './charts/figures/fig12-cameras';
export { featureMapsFigure, type FeatureMapsRow } from './charts/figures/fig22-feature-maps';
export { chiFigure } from './charts/figures/fig6-chi';
export { generalisationFigure } from './charts/figures/fig9-generalisation';
export { generalisationChiFigure } from './charts/figures/fig11-generalisation-chi';
export { clustersFigure } from './charts/figures/fig6-clusters';
export { reductionDimensionsFigure } from './charts/figures/fig21-dimensions';
export { reductionsFigure } from './charts/figures/fig21-reductions';
export { tsneSettingsFigure, type SettingMap } from './charts/figures/fig21-settings';
export { sidesFigure } from './charts/figures/fig21-sides';
export { depthFigure } from './charts/figures/fig14-depth';
export { trainingCurve } from './charts/figures/training-curve';
export { trainingEvolution } from './charts/figures/training-evolution';
export { trainingAnimation, trainingMaps } from './charts/figures/fig8-maps';
export { contentFigure } from './charts/figures/fig8-content';
export { outputSpectra } from './charts/figures/fig8-spectra';
export { degreesFigure, spectrumFigure } from './charts/figures/fig17-spectrum';
export { exportFigure } from '@ddr-lab/charts/export';
export type { Figure, PlainFigure } from '@ddr-lab/charts/figure';
export type { FigureOptions } from '@ddr-lab/charts/figure';

export {
  checkClaim,
  type CheckedClaim,
  type Claim,
  type ClaimInterval,
  type Uncertainty,
} from './claims/claim';
export { checkMeasured, type Judgement, type Measured } from './claims/measured';
export { checkClassification } from './claims/classification';
export { checkRealWorld } from './claims/real-world';
export { checkDimensionalityReduction, type ReductionPair } from './claims/dimensionality-reduction';
export { checkViews, type InBothViews, type InView, type ViewFindings } from './claims/views';
export { checkBlind, checkGeneralisation, checkIdentification } from './claims/applications';
export { checkDepth } from './claims/depth';
export { checkMotivation } from './claims/motivation';
export { checkNetworkStructure } from './claims/network-structure';
export { checkExternalNetworks } from './claims/external-networks';
export { checkAdversarialLearning } from './claims/adversarial-learning';
export { checkPerceptualOrVerdict, type MapShare, type Teachers } from './claims/perceptual-or-verdict';
export { checkGlobalResidual } from './claims/global-residual';
export {
  checkRestorationAndSeparation,
  learntDegradation,
  type LearntDegradation,
  type OutputDistance,
  type RestorationAndSeparation,
} from './claims/restoration-and-separation';
export { checkShareCourse, type ShareCourses } from './claims/share-course';
export { checkContrastShares, type ContrastShares, type UnifiedShares } from './claims/contrast-shares';
export { checkMotivationAveraged } from './claims/motivation-averaged';
export { checkDegreeOrder, type DegreeOrders, type OrdersOfBoth } from './claims/degree-order';
export { checkDegradationDegrees, type Spectra } from './claims/degradation-degrees';
export { checkExplanation, checkTrainingEvolution } from './claims/training-evolution';

export { claims } from './notebook/claims';
export { figure } from './notebook/figure';
export { openNotebook } from './notebook/open-notebook';
export { progress } from './notebook/progress';
export { table } from './notebook/table';

export {
  analyseNetworks,
  type AnalyseNetworksOptions,
  type NetworkAnalyses,
} from './reports/analyse-networks';
export type { Report } from './reports/report';
export { showAnalysis } from './reports/show-analysis';
export { writeAnalysis } from './reports/write-analysis';
