/** Notebook C1: degradation representations that contrast taught, beside those that nobody did. */
export { checkTaughtRepresentations } from './claims';
export { representationsFigure } from './figures';
export {
  representationRow,
  representationSets,
  type LevelKind,
  type RepresentationRow,
} from './taught-representations';
export { decouplingPairs, placesFound, scoreOrder, type ScoreOrder } from './systems';
export { checkSystems } from './systems-claims';
