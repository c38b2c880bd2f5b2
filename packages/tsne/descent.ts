import type { TsneTask } from './settings';
import type { TsneObjective } from './objective';
import { createTurns } from './turns';

/** scikit-learn's constants of the descent. */
const momentumEarly = 0.5;
const momentumLate = 0.8;
const gainStep = 0.2;
const gainDecay = 0.8;
const leastGain = 0.01;
/** Iterations between looks at the cost and the gradient's length. */
const checkEvery = 50;
const leastGradientNorm = 1e-7;
const patience = 300;

/**
 * Gradient descent with momentum and a gain for each coordinate (scikit-learn's `_gradient_descent`),
 * first exaggerated, then plain; each phase begins at rest. It stops early when the gradient has
 * vanished or the cost has not fallen for 300 iterations.
 *
 * @returns the number of iterations done; `task.positions` hold the map.
 */
export async function descend(objective: TsneObjective, task: TsneTask): Promise<number> {
  const { positions, settings, onProgress, signal } = task;
  const { iterations, exaggerationIterations, earlyExaggeration, learningRate } = settings;
  const phases = [
    {
      end: Math.min(exaggerationIterations, iterations),
      exaggeration: earlyExaggeration,
      momentum: momentumEarly,
    },
    { end: iterations, exaggeration: 1, momentum: momentumLate },
  ];
  const gradient = new Float64Array(positions.length);
  const step = new Float64Array(positions.length);
  const gains = new Float64Array(positions.length);
  let iteration = 0;
  let cost = objective.cost(positions);
  const turns = createTurns(signal);
  for (const { end, exaggeration, momentum } of phases) {
    step.fill(0);
    gains.fill(1);
    let best = Infinity;
    let bestIteration = iteration;
    while (iteration < end) {
      objective.gradient(positions, exaggeration, gradient);
      const check = (iteration + 1) % checkEvery === 0;
      if (check) cost = objective.cost(positions);
      const norm = move(positions, gradient, step, gains, momentum, learningRate);
      iteration++;
      if (check) {
        if (cost < best) {
          best = cost;
          bestIteration = iteration;
        } else if (exaggeration === 1 && iteration - bestIteration > patience) break;
        if (norm <= leastGradientNorm) break;
      }
      if (turns.due()) {
        onProgress?.({ done: iteration, total: iterations, note: `KL ${cost.toFixed(3)}` });
        await turns.end();
      }
    }
  }
  onProgress?.({
    done: iterations,
    total: iterations,
    note: `KL ${objective.cost(positions).toFixed(3)}`,
  });
  return iteration;
}

/** One step for every coordinate; returns the length of the gradient with its gains. */
function move(
  positions: Float64Array,
  gradient: Float64Array,
  step: Float64Array,
  gains: Float64Array,
  momentum: number,
  learningRate: number,
): number {
  let squares = 0;
  for (let i = 0; i < positions.length; i++) {
    // A coordinate that keeps its direction gains speed, one that turns round loses it.
    const gain = step[i] * gradient[i] < 0 ? gains[i] + gainStep : gains[i] * gainDecay;
    gains[i] = Math.max(gain, leastGain);
    const slope = gains[i] * gradient[i];
    squares += slope * slope;
    step[i] = momentum * step[i] - learningRate * slope;
    positions[i] += step[i];
  }
  return Math.sqrt(squares);
}
