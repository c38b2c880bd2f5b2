/** Notebook B3: two indices of generalisation. */
export { patchCurve } from '../../metrics/srga';
export { checkGeneralisationIndex } from './claims';
export { densitiesFigure, indexFigure, patchesFigure } from './figures';
export { indexRows, psnrLoss, type IndexRow } from './generalisation-index';
