/** Features: what the layers of a network put out for images. */
export { tap } from './tap';
export { pixelFeatures } from './pixel-features';
export type { FeatureView } from './view';
