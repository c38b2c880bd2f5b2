export {
  trainedDepths,
  depthRows,
  checkDepth,
  depthFigure,
  type DepthRow,
  type DepthSide,
  type DepthPoint,
} from './depth';
