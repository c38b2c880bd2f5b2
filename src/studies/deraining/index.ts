/** Notebook D1: what generalises in deraining, and what does not. */
export { checkDeraining, type DerainNames } from './claims';
export { courseRows, type CourseRow } from './course';
export { errorRows, mean, outputsOf, rowOf, untouchedRows, type ErrorRow, type Outputs } from './errors';
export {
  apartFigure,
  backgroundsFigure,
  courseFigure,
  matrixFigure,
  restoredFigure,
  streakFigure,
} from './figures';
export { apartRows, type ApartRow } from './representation';
export { mostCovered, streakLooks, type StreakLook } from './streak';
export { flakes, streaks, trainingRain, weatherPatches, type WeatherPatches } from './weathers';
