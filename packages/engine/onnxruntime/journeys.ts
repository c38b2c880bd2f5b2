import type { RuntimeTensor } from './runtime';

/** Bytes that went between the processor and a GPU since the process began, as far as runs handed them over. */
export interface Journeys {
  toDevice: number;
  toProcessor: number;
}

/** One count a process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: Journeys | undefined };
const key = Symbol.for('ddr-lab.onnxruntime.journeys');
const count = (): Journeys => (shared[key] ??= { toDevice: 0, toProcessor: 0 });

/** What has travelled so far. */
export const journeys = (): Readonly<Journeys> => ({ ...count() });

/** Counts what a run on a GPU was given and gave back; what lies on the GPU does not travel. */
export function noteJourneys(
  given: Readonly<Record<string, RuntimeTensor>>,
  results: Readonly<Record<string, RuntimeTensor>>,
): void {
  count().toDevice += bytesOf(given);
  count().toProcessor += bytesOf(results);
}

const bytesOf = (tensors: Readonly<Record<string, RuntimeTensor>>): number =>
  Object.values(tensors)
    .filter(({ location }) => location !== 'gpu-buffer')
    .reduce((sum, { data }) => sum + data.byteLength, 0);
