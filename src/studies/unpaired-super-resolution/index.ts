/** Notebook C4: super-resolution without pairs. */
export { alignmentRow, type AlignmentRow } from './alignment';
export { checkUnpaired } from './claims';
export { summaryFigure, systemsFigure } from './figures';
export { domainVersion } from './versions';
