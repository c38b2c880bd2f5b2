import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { ownedFolder } from '../environment/temporary';

/**
 * Gives a run of the tests a temporary folder of its own: whatever they and the programs that they start leave in it goes
 * with it, and where the run is killed, the next one removes it.
 */
export default function setup(): () => void {
  const before = process.env.TMPDIR;
  const folder = ownedFolder(tmpdir(), 'ddr-lab-vitest-');
  keepCompiled(tmpdir(), folder);
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(folder, { recursive: true, force: true });
  };
}

/** What tsx has compiled before it finds in the temporary folder, too; to compile all anew takes half a minute. */
function keepCompiled(from: string, to: string): void {
  const name = `tsx-${userInfo().uid}`;
  try {
    mkdirSync(path.join(from, name), { recursive: true, mode: 0o700 });
    symlinkSync(path.join(from, name), path.join(to, name));
  } catch {
    // It only takes longer.
  }
}
