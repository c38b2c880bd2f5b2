/** Figures: of results of the analysis, and the plain charts that they are made of. */
export { bars } from '@ddr-lab/charts/bars';
export { lines } from '@ddr-lab/charts/lines';
export { iterationAxis, type IterationAxis } from '@ddr-lab/charts/axes';
export { lineGrid } from '@ddr-lab/charts/line-grid';
export { rankedBars } from '@ddr-lab/charts/ranked-bars';
export { patchSheet } from './patches';
export type { PatchSheet, Figure, FigureOptions } from '@ddr-lab/charts/figure';
export { sampleGrid } from './sample-grid';
export { sampleSteps } from './sample-steps';
export { orderedStyles } from '@ddr-lab/charts/styles';
export { scatterGrid } from '@ddr-lab/charts/scatter-grid';
export { networkStyles, shades } from '@ddr-lab/charts/network-styles';
export { chiFigure, clustersFigure } from './clusters';
export { trainingEvolution } from './training';
