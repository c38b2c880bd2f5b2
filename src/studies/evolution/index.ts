export { orderBreaks, type OrderBreak, evolutionMaps, type EvolutionMap } from './evolution-maps';
export { labelSpectra } from './label-spectra';
export { withoutContent, type ContentExperiment } from './without-content';
export { shareCourse, type ShareMoment } from './share-course';
export { trainingAnimation, trainingMaps, contentFigure, outputSpectra } from './figures';
export { checkShareCourse, checkExplanation, checkTrainingEvolution } from './claims';
