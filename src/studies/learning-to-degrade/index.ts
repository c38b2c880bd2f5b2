/** Notebook C3: learning to degrade without pairs. */
export { checkDegrade } from './claims';
export { degradedDomains, type DegradedDomains } from './domains';
export { distanceFigure, gapsFigure, spectraFigure, widthsFigure } from './figures';
export { degradationRows, SECOND, spreadOf, type DegradationRow } from './rows';
export { kernelPicture, trueKernel } from './kernels';
