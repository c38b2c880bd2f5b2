export { explainedBy, featureMaps, type FeatureMaps } from './feature-maps';
export { featureMapsFigure, type FeatureMapsRow } from './figures';
