/** Grids of measurements, done by any number of machines: docs/sweeps.md. */
export { parseSweep, readSweep } from './spec/read-sweep';
export { planSweep, type SweepPlan } from './plan/plan';
export { doUnit } from './do-unit';
export { runHere } from './run-here';
export { chooseRows, placeRows, readRows, type SweepRow } from './rows';
export { unitRows } from './store';
export { sweepHeatFigure, sweepParallelFigure } from './figures';
export { compareSweeps } from './compare';
