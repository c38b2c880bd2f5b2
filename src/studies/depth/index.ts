export { trainedDepths, depthRows, checkDepth, depthFigure, type DepthRow } from './depth';
