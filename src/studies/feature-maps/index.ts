export {
  featureMaps,
  explainedBy,
  featureMapsFigure,
  greyImage,
  type Plane,
  type FeatureMaps,
  type FeatureMapsOptions,
  type FeatureMapsRow,
  type FeatureMapsFigureOptions,
} from './feature-maps';
