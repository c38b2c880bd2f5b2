export { depthRows, trainedDepths, type DepthRow } from './depth';
export { depthFigure } from './figures';
export { checkDepth } from './claims';
