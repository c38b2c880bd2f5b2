/** Features: what the layers of a network put out for images. */
export { tap, type FeatureView } from './tap';
export { pixelFeatures } from './pixel-features';
export { describeLayers } from './describe-layers';
export { writeProjector } from './projector';
