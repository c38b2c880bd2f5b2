/** Grids of measurements, done by any number of machines: docs/sweeps.md. */
export { parseSweep } from './spec/read-sweep';
export { planSweep } from './plan/plan';
export { doUnit } from './do-unit';
export { unitRows } from './store';
export { chooseRows, placeRows, readRows, type SweepRow } from './rows';
export { sweepHeatFigure, sweepParallelFigure } from './figures';
