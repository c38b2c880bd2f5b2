'use strict';
const { randomBytes } = require('node:crypto');
const {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { identify, isAlive, isHere, place, startedAt } = require('./owner.js');
const { inTurn } = require('./turn.js');

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
async function acquire(file, { onWait, poll = 250 } = {}) {
  let told = false;
  for (;;) {
    const { lock, holder } = await tryAcquire(file);
    if (lock) return lock;
    if (!told) onWait?.(holder);
    told = true;
    await sleep(poll);
  }
}

/**
 * Holds `file` as a lock unless another living process holds it, or this one does already.
 *
 * @returns `{ lock }` as `acquire` gives it, or `{ holder }`, the number of the process that holds it
 */
async function tryAcquire(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = { ...place(), processes: [identify(process.pid)], mark: randomBytes(6).toString('hex') };
  const holder = await inTurn(file, () => {
    const seen = read(file);
    if (seen && !isStale(seen)) return seen.holder?.processes[0]?.pid ?? 0;
    put(file, mine);
    return undefined;
  });
  return holder === undefined ? { lock: held(file, mine) } : { holder };
}

function held(file, mine) {
  const isMine = () => read(file)?.holder?.mark === mine.mark;
  const beat = setInterval(() => isMine() && touch(file), SILENT_MS / 12);
  beat.unref();
  return {
    include(pid) {
      mine.processes.push(identify(pid));
      put(file, mine);
    },
    release() {
      clearInterval(beat);
      if (isMine()) rmSync(file, { force: true });
    },
  };
}

/** Whether nobody holds the lock any more that was read as `seen`. */
function isStale({ holder, modified }, now = Date.now()) {
  if (holder === undefined || !isHere(holder)) return now - modified > SILENT_MS;
  return !holder.processes.some((one) => holds(one, modified));
}

/** A process of which only the number is known holds a lock that is younger than it: the number may be another's now. */
function holds(one, modified) {
  if (one.started !== undefined) return isAlive(one);
  if (!isAlive(identify(one.pid))) return false;
  const started = startedAt(one.pid);
  return started === undefined || started < modified + 2000;
}

/** Only ever called by who holds the lock, or has the turn to take it. */
function put(file, holder) {
  const temporary = `${file}.${holder.mark}`;
  try {
    writeFileSync(temporary, JSON.stringify(holder));
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function read(file) {
  try {
    const modified = statSync(file).mtimeMs;
    return { modified, holder: parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text) {
  // Earlier versions wrote the number alone.
  if (/^\d+$/.test(text.trim())) return { ...place(), processes: [{ pid: Number(text) }] };
  try {
    const holder = JSON.parse(text);
    return Array.isArray(holder.processes) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The folder was removed under us: nothing to keep.
  }
}

module.exports = { acquire, tryAcquire, isStale };
