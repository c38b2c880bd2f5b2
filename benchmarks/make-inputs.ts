import { withWorker, type BenchContext } from './context';
import type { InputSpec } from './protocol';
import { ourWorker } from './worker-process';

/** Files by name. */
export type Files = Readonly<Record<string, string>>;

/** Makes inputs in a process of its own, so that nothing of it counts in what is measured. */
export function makeInputs(
  inputs: Readonly<Record<string, InputSpec>>,
  { folder, workers }: Pick<BenchContext, 'folder' | 'workers'>,
): Promise<Files> {
  return withWorker(ourWorker(), workers, async (maker) => {
    const files: Record<string, string> = {};
    for (const [name, input] of Object.entries(inputs)) {
      files[name] = (await maker.request({ do: 'make', input, folder })).file;
    }
    return files;
  });
}
