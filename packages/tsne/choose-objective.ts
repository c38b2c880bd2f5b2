import { InputError } from '@ddr-lab/base/errors';
import { jointProbabilities } from './affinities';
import { type TsneObjective, tsneObjective } from './objective';
import type { TsneTask } from './settings';
import { exactObjective } from './exact-objective';
import { interpolationObjective } from './interpolation-objective';
import { createKernels } from './kernels';
import { createTurns, type EndTurn } from './turns';

/** From so many points on, interpolation takes half the time of all pairs or less (docs/projection.md). */
const manyPoints = 2000;

/**
 * The objective for a task's points by the way that its settings name, with their affinities computed.
 *
 * @throws InputError when squared distances overflow, or for interpolation where WebAssembly has no SIMD.
 */
export async function chooseObjective(task: TsneTask): Promise<TsneObjective> {
  const { X, settings, onProgress, signal } = task;
  const { dims, perplexity, method, iterations } = settings;
  const kernels = settings.kernels === 'plain' ? undefined : createKernels();
  if (kernels === undefined) {
    if (method === 'interpolation') {
      throw new InputError("t-SNE: interpolation needs WebAssembly with SIMD. Choose method 'exact'.");
    }
    return tsneObjective(jointProbabilities(X, perplexity), X.rows, dims);
  }
  const turns = createTurns(signal);
  const endTurn: EndTurn = (done, of) => {
    if (!turns.due()) return undefined;
    onProgress?.({ done: 0, total: iterations, note: `affinities ${Math.floor((100 * done) / of)} %` });
    return turns.end();
  };
  const interpolates = method === 'interpolation' || (method === 'auto' && X.rows >= manyPoints);
  if (interpolates && (dims === 1 || dims === 2)) {
    return interpolationObjective(X, perplexity, dims, kernels, endTurn);
  }
  if (dims === 1 || dims === 2 || dims === 3) return exactObjective(X, perplexity, dims, kernels, endTurn);
  return tsneObjective(jointProbabilities(X, perplexity), X.rows, dims);
}
