import { mkdir } from 'node:fs/promises';
import { readNpy } from '@ddr-lab/base/arrays/npy';
import type { Arrays } from './agreement';
import type { Files } from './make-inputs';
import type { Worker } from './worker-process';

/** What a worker's runs gave, as files and read. */
export interface Outcome {
  readonly files: Files;
  readonly arrays: Arrays;
}

/** Fetches what a worker's runs gave, through files in `folder`. */
export async function resultsOf(worker: Worker, folder: string): Promise<Outcome> {
  await mkdir(folder, { recursive: true });
  const { arrays: files } = await worker.request({ do: 'results', folder });
  const arrays: Record<string, ArrayLike<number>> = {};
  for (const [name, file] of Object.entries(files)) {
    arrays[name] = (await readNpy(file)).data as ArrayLike<number>;
  }
  return { files, arrays };
}
