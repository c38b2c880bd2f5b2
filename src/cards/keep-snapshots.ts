import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { snapshotFolder } from '../analysis/evolution';
import { InputError } from '@ddr-lab/base/errors';
import { projectRoot } from '../project';
import { totalIterations } from '../networks/weights/iterations';
import { readSafetensors, writeSafetensors } from '../networks/weights/safetensors';

/** What `keepSnapshots` takes. */
export interface KeepSnapshotsOptions {
  /** Where the training left them; default `.ddr/training/NAME/snapshots`. */
  readonly from?: string;
  /** Default `checkpoints/evolution/NAME`. */
  readonly to?: string;
}

/**
 * Copies a training's snapshots to where `snapshots` finds them, in half precision and without the log so far (the
 * finished network's log has it all), named by all the iterations behind them. Returns the files.
 *
 * @throws InputError where the training left none.
 */
export async function keepSnapshots(name: string, options: KeepSnapshotsOptions = {}): Promise<string[]> {
  const { from = path.join(projectRoot, '.ddr/training', name, 'snapshots'), to = snapshotFolder(name) } =
    options;
  const found = (await readdir(from).catch(() => [] as string[])).filter((file) =>
    /^\d+\.safetensors$/.test(file),
  );
  if (found.length === 0) {
    throw new InputError(`${from}: holds no snapshot. \`ddr train ${name}\` leaves them there.`);
  }
  const written: string[] = [];
  for (const file of found.sort()) {
    const { tensors, metadata } = await readSafetensors(path.join(from, file));
    const rest = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'log'));
    const iterations = String(totalIterations(metadata)).padStart(7, '0');
    const target = path.join(to, `${iterations}.safetensors`);
    await writeSafetensors(target, { tensors, metadata: { ...rest, precision: 'F16' } }, 'F16');
    written.push(target);
  }
  return written;
}
