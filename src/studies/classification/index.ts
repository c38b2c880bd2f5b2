export { classifierFor, contrastSweep, type ContrastSweepRow } from './contrast-sweep';
export { classifierLayersFigure, contrastFigure, contrastSweepFigure } from './figures';
export { checkClassification } from './claims';
