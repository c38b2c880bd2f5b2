import { InputError } from '@ddr-lab/base/errors';
import { type Lock, tryAcquire } from '../../environment/lock';
import { placesIn } from './places';

/**
 * Takes a sweep for this process: two that run it at once would start its units twice. A process that was killed holds nothing, but what it
 * started may still run and holds on.
 *
 * @throws InputError where another process runs it.
 */
export async function holdRun(folder: string): Promise<Lock> {
  const { lock, holder } = await tryAcquire(placesIn(folder).run).catch((error: Error) => {
    throw new InputError(`${folder}: cannot be written (${error.message}).`);
  });
  if (lock) return lock;
  throw new InputError(
    `${folder}: process ${holder} runs this sweep, or Snakemake that it started still does. Wait for it, or end it.`,
  );
}
