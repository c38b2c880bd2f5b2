export { groupDirection, degreeOrder, type DegreeOrder, longestAxis, type LongestAxis } from './degree-order';
export { discriminability, degreeSpectrum, type DegreeSpectrum } from './degree-spectrum';
export { degreesFigure, spectrumFigure } from './figures';
export { checkDegreeOrder, checkDegradationDegrees } from './claims';
