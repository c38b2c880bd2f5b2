import type { Calibration } from '../shared/data';
import { groupDistances, probabilities, type Reference } from '../shared/neighbours';

/** Patches of the map by what they are for. */
export interface Split {
  readonly calibration: readonly number[];
  readonly check: readonly number[];
}

/** Share of the calibration's patches that are nearer than what counts as far. */
const NEAR = 0.99;
const BINS = 5;

/**
 * Finds the temperature that makes the probabilities of the calibration's patches most likely (Guo et al. 2017, "On Calibration of Modern
 * Neural Networks": temperature scaling), how far is far, and how well both do on patches that neither neighbours nor calibration have seen.
 */
export function calibrate(reference: Reference, split: Split): Calibration {
  const distancesOf = (row: number): Float64Array =>
    groupDistances(reference, reference.scores.subarray(row * reference.count, (row + 1) * reference.count));
  const known = split.calibration.map((row) => ({
    group: reference.groups[row],
    distances: distancesOf(row),
  }));
  const nearest = known.map(({ distances }) => Math.min(...distances)).sort((a, b) => a - b);
  const temperature = bestTemperature(known, nearest[nearest.length >> 1]);
  const checked = split.check.map((row) => {
    const shares = probabilities(distancesOf(row), temperature);
    const named = shares.indexOf(Math.max(...shares));
    return { right: named === reference.groups[row], confidence: shares[named] };
  });
  const count = checked.length;
  return {
    temperature,
    far: nearest[Math.min(nearest.length - 1, Math.ceil(NEAR * (nearest.length + 1)) - 1)],
    checked: {
      patches: count,
      right: checked.filter(({ right }) => right).length,
      confidence: checked.reduce((sum, { confidence }) => sum + confidence, 0) / count,
      error: calibrationError(checked),
    },
  };
}

interface Known {
  readonly group: number;
  readonly distances: Float64Array;
}

/** Golden section on the logarithm of the temperature, from a thousandth to a thousand times the usual distance. */
function bestTemperature(known: readonly Known[], usual: number): number {
  const scale = usual > 0 ? usual : 1;
  const cost = (log: number): number =>
    -known.reduce(
      (sum, { group, distances }) =>
        sum + Math.log(Math.max(1e-12, probabilities(distances, scale * Math.exp(log))[group])),
      0,
    );
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(1e-3), Math.log(1e3)];
  let [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [costA, costB] = [cost(a), cost(b)];
  for (let step = 0; step < 40; step++) {
    if (costA < costB) {
      [high, b, costB] = [b, a, costA];
      a = high - ratio * (high - low);
      costA = cost(a);
    } else {
      [low, a, costA] = [a, b, costB];
      b = low + ratio * (high - low);
      costB = cost(b);
    }
  }
  return scale * Math.exp((low + high) / 2);
}

/** Expected calibration error in five bins of equal width: mean |confidence - share of right ones|, weighted by patches. */
function calibrationError(checked: readonly { right: boolean; confidence: number }[]): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const inside = checked.filter(
      ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin,
    );
    const right = inside.filter((one) => one.right).length;
    const confidence = inside.reduce((sum, one) => sum + one.confidence, 0);
    error += Math.abs(confidence - right);
  }
  return error / checked.length;
}
