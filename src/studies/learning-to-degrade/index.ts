/** Notebook C3: learning to degrade without pairs. */
export { checkDegrade, type DegradeNames } from './claims';
export { degradedDomains, type DegradedDomains } from './domains';
export { distanceFigure, gapsFigure, spectraFigure, widthsFigure } from './figures';
export { BICUBIC, degradationRows, rowNamed, SECOND, spreadOf, type DegradationRow } from './rows';
export { kernelPicture, trueKernel } from './kernels';
