export { distortedImages, type DistortedImages } from './distorted-images';
export {
  identifyByBrisque,
  identifyByNetwork,
  type DistortionIdentification,
} from './distortion-identification';
export { trainLinearSvm } from '../../metrics/linear-svm';
export { blindPair, blindSuperResolution, type BlindRow } from './blind-super-resolution';
export { pairwiseChi, type PairChi, generalisationFigure, generalisationChiFigure } from './generalisation';
export { restorationAndSeparation, type RestorationAndSeparationRow } from './restoration-and-separation';
export { confusionFigure } from './confusion-figure';
export { guidanceDiagram } from './guidance-diagram';
export { checkBlind, checkGeneralisation, checkIdentification } from './claims';
export {
  checkRestorationAndSeparation,
  learntDegradation,
  type LearntDegradation,
} from './restoration-claims';
