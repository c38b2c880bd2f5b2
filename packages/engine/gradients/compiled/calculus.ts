import { added, beside } from '../../layers/merge';
import type { Calculus } from '../objective';
import { gradientMagnitude, inner } from './attributed';
import { forward } from './forward';
import { infoNce, unitRows } from './info-nce';
import type { Source } from './learn';
import { crossEntropy, l1, leastSquares, mse, sum, totalVariation, verdict } from './losses';
import { positionContrast } from './position-contrast';
import { pairMargin, weightedL1 } from './ranking';
import type { Feature, Tape } from './tape';

/** Objectives written into a graph. */
export function graphCalculus(tape: Tape, networks: Readonly<Record<string, Source>>): Calculus<Feature> {
  return {
    apply: (network, x, layers) => forward(tape, networks[network], x, layers),
    add: (a, b) => added(tape, a, b),
    stop: (x) => ({ ...x, fixed: true }),
    beside: (a, b) => beside(tape, a, b),
    l1: (a, b) => l1(tape, a, b),
    mse: (a, b) => mse(tape, a, b),
    verdict: (logits, real) => verdict(tape, logits, real),
    leastSquares: (verdicts, target) => leastSquares(tape, verdicts, target),
    crossEntropy: (logits, labels) => crossEntropy(tape, logits, labels),
    totalVariation: (images) => totalVariation(tape, images),
    inner: (a, b) => inner(tape, a, b),
    gradientMagnitude: (images, window, epsilon) => gradientMagnitude(tape, images, window, epsilon),
    unitRows: (x) => unitRows(tape, x),
    infoNce: (queries, keys, queue, temperature) => infoNce(tape, queries, { keys, queue, temperature }),
    pairMargin: (scores, weights, margin) => pairMargin(tape, scores, weights, margin),
    weightedL1: (a, b, weights) => weightedL1(tape, a, b, weights),
    positionContrast: (a, b, places, temperature) => positionContrast(tape, [a, b], places, temperature),
    sum: (terms) => sum(tape, terms),
  };
}
