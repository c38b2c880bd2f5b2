export {
  featureMaps,
  explainedBy,
  featureMapsFigure,
  type FeatureMaps,
  type FeatureMapsRow,
} from './feature-maps';
