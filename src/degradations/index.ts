/** Degradations: by their presets, and your own. */
export { degradeClip } from './clip';
export { degrade, degradeAll } from './presets';
export type { OwnDegradation } from './own-degradation';
export { mild } from './mild';
