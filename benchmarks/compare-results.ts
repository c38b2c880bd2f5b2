import path from 'node:path';
import { agree, type Agreement, type Judge } from './agreement';
import { withWorker, type BenchContext } from './context';
import type { Files } from './make-inputs';
import { resultsOf, type Outcome } from './results-of';
import type { BenchRow, Peer } from './rows';
import { pythonWorker } from './worker-process';

/**
 * Whether both sides computed the same thing, or why that cannot be said. Maps of t-SNE are judged by
 * scikit-learn, in a process of its own.
 */
export async function compareResults(
  row: BenchRow,
  peer: Peer,
  inputs: Files,
  ours: Outcome,
  theirs: Outcome,
  context: BenchContext,
): Promise<{ agreement?: Agreement; incomparable?: string }> {
  // Of an analysis, the points that t-SNE maps are the peer's own: a map of anything else diverges from them.
  const points = theirs.files.scores ?? inputs.points;
  const judge: Judge = (side) =>
    withWorker(pythonWorker(context.python!, context.threads), context.workers, async (worker) => {
      const { maps } = (side === 'ours' ? ours : theirs).files;
      await worker.request({ do: 'prepare', task: 'divergence', inputs: { points, maps }, settings: {} });
      await worker.request({ do: 'run', calls: 1, seed: 0 });
      const { arrays } = await resultsOf(worker, path.join(context.folder, 'judge'));
      return Array.from(arrays.divergences);
    });
  try {
    return { agreement: await agree(peer.agreement ?? row.agreement, ours.arrays, theirs.arrays, judge) };
  } catch (error) {
    return { incomparable: `results not compared (${(error as Error).message})` };
  }
}
