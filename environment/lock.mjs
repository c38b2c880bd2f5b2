import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder on another machine (a shared folder, a container) that gave no sign for so long is gone. */
const SILENT_MS = 60_000;

/**
 * Holds `file` as a lock: waits while another living process holds it, takes it over from one that has died.
 *
 * The lock also names the programs that the holder started (`include`): where the holder alone was killed and
 * its `npm ci` still runs, the lock is not free yet.
 *
 * @param options `onWait(pid)` is called once if there is somebody to wait for.
 * @returns `{ include(pid), release() }`
 */
export async function acquire(file, { onWait, poll = 250 } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = { host: hostname(), processes: [identify(process.pid)] };
  let told = false;
  for (;;) {
    if (create(file, mine)) break;
    const seen = read(file);
    if (seen === undefined) continue;
    if (isStale(seen)) {
      takeAway(file, seen);
    } else {
      if (!told) onWait?.(seen.holder.processes[0].pid);
      told = true;
      await sleep(poll);
    }
  }
  const beat = setInterval(() => touch(file), SILENT_MS / 12);
  beat.unref();
  return {
    include(pid) {
      mine.processes.push(identify(pid));
      const temporary = `${file}.${process.pid}`;
      writeFileSync(temporary, JSON.stringify(mine));
      renameSync(temporary, file);
    },
    release() {
      clearInterval(beat);
      rmSync(file, { force: true });
    },
  };
}

/** Whether nobody holds the lock any more that was read as `seen`. */
export function isStale({ holder, modified }, now = Date.now()) {
  if (holder === undefined) return now - modified > SILENT_MS;
  if (holder.host !== hostname()) return now - modified > SILENT_MS;
  return !holder.processes.some(isAlive);
}

/** A process by its number and its start, since numbers are used again. */
export function identify(pid) {
  return { pid, started: startOf(pid) };
}

function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return started === startOf(pid);
}

/** When the process started, in the kernel's own count; null where there is no such process or no /proc. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie holds nothing: it waits only for its parent to look.
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return null;
  }
}

/** Makes the lock whole or not at all: a link fails where the name is taken. Few file systems have none. */
function create(file, holder) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(holder));
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    return createWithoutLink(file, holder);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function createWithoutLink(file, holder) {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function read(file) {
  try {
    const modified = statSync(file).mtimeMs;
    const text = readFileSync(file, 'utf8');
    return { text, modified, holder: parse(text) };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text) {
  try {
    const holder = JSON.parse(text);
    return Array.isArray(holder.processes) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes a stale lock. Somebody else may have done so, and locked, since it was read: it is moved aside in one
 * step, looked at, and put back if it is not the stale one.
 */
function takeAway(file, seen) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== seen.text) {
    try {
      linkSync(aside, file);
    } catch {
      // Taken again already.
    }
  }
  rmSync(aside, { force: true });
}

function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The folder was removed under us: nothing to keep.
  }
}
