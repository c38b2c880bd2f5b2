import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { compareResults } from './compare-results';
import { closeWorker, type BenchContext } from './context';
import { DisturbanceMeter } from './disturbance';
import { enter, type Entrant } from './entrant';
import { makeInputs } from './make-inputs';
import { race, type Result } from './race';
import type { ResultRow } from './results';
import { resultsOf, type Outcome } from './results-of';
import type { BenchRow, Peer } from './rows';
import { median } from './statistics';
import { summarise, type Side } from './summarise';

/** Rest between two runs, in milliseconds: threads that wait busily for more work have gone to sleep by then. */
const settleMs = 150;

/** Measures one row with `images` images against each of its peers. */
export async function runRow(row: BenchRow, images: number, context: BenchContext): Promise<ResultRow[]> {
  const { workers, onStep } = context;
  const inputs = await makeInputs(row.inputs(images), context);
  const small = row.small && (await makeInputs(row.small, context));
  const peers = peersOf(row, context);
  const meter = new DisturbanceMeter(() => [...workers].flatMap(({ pid }) => pid ?? []));
  const entrants = [undefined, ...peers].map((peer) => enter(row, peer, { inputs, small }, meter, context));
  try {
    const raced = await race(
      entrants.map(({ racer }) => racer),
      { onStep, settle: () => setTimeout(settleMs) },
    );
    const disturbance = meter.total();
    const sides: (Side & { outcome?: Outcome })[] = [];
    for (const entrant of entrants) {
      sides.push(await finish(entrant, raced.get(entrant.racer.name)!, context));
    }
    const [ours, ...theirs] = sides;
    if (peers.length === 0) {
      const nobody: Peer = { name: 'none', worker: 'python' };
      return [summarise(row, nobody, { images, ours, theirs: { runs: [] }, disturbance })];
    }
    const rows: ResultRow[] = [];
    for (const [index, peer] of peers.entries()) {
      const [mine, other] = [ours.outcome, theirs[index].outcome];
      const compared = mine && other && (await compareResults(row, peer, inputs, mine, other, context));
      rows.push(summarise(row, peer, { images, ours, theirs: theirs[index], disturbance, ...compared }));
    }
    return rows;
  } finally {
    for (const { worker } of entrants) await closeWorker(worker, workers);
  }
}

/** The peers of a row that take part. */
export function peersOf(
  row: BenchRow,
  { python, skipSlow, skipWasm }: Pick<BenchContext, 'python' | 'skipSlow' | 'skipWasm'>,
): Peer[] {
  return row.peers.filter(
    ({ worker, slow }) =>
      (worker === 'processor' || (worker === 'wasm' ? !skipWasm : python !== undefined)) &&
      !(slow && skipSlow),
  );
}

/** Fetches what a side gave and ends its process, so that its memory is free when results are compared. */
async function finish(
  { racer, worker, peak }: Entrant,
  result: Result,
  { folder, workers }: BenchContext,
): Promise<Side & { outcome?: Outcome }> {
  const side = { ...result, mib: peak() };
  if (result.failure !== undefined) return side;
  try {
    const place = path.join(folder, 'results', racer.name.replace(/\W+/g, '-'));
    const outcome = await resultsOf(worker, place);
    const { chi } = outcome.arrays;
    return { ...side, outcome, ...(chi && { chi: median(Array.from(chi)) }) };
  } catch (error) {
    return { ...side, failure: (error as Error).message };
  } finally {
    await closeWorker(worker, workers);
  }
}
