// Who owns a lock or a temporary folder: a process, told by its number and by when it started. CommonJS, so that
// set-up runs it before anything is installed, and `src/` in a notebook's kernel, too.
'use strict';
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { readFileSync, readlinkSync } = require('node:fs');
const { hostname } = require('node:os');

/** A process by its number and its start, since numbers are used again. */
function identify(pid) {
  return { pid, started: startOf(pid) };
}

/** Whether the very process that `identify` described still runs. */
function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return started === startOf(pid);
}

/** Where numbers of processes mean something: a machine, and on Linux a container of it. */
function place() {
  try {
    return { host: hostname(), space: readlinkSync('/proc/self/ns/pid') };
  } catch {
    return { host: hostname() };
  }
}

/** Whether a place (`space` may be unknown) is this one. */
function isHere({ host, space }) {
  const here = place();
  return host === here.host && (space === undefined || space === here.space);
}

/**
 * Begin of a file's name that says whose it is: `mark`, eight digits for the place, the number and the start of this
 * process.
 */
function ownedName(mark) {
  const { pid, started } = identify(process.pid);
  return `${mark}${placeDigits()}-${pid}-${started}-`;
}

/** Whether a file named by `ownedName` was left by a process that has ended; undefined where nobody here can say. */
function isLeft(name, mark) {
  const owner = name.startsWith(mark) && /^([0-9a-f]{8})-(\d+)-(\w+)-\w+$/.exec(name.slice(mark.length));
  if (!owner || owner[1] !== placeDigits()) return undefined;
  return !isAlive({ pid: Number(owner[2]), started: owner[3] === 'null' ? null : owner[3] });
}

function placeDigits() {
  return createHash('sha256').update(JSON.stringify(place())).digest('hex').slice(0, 8);
}

/**
 * When the process started, in words that no other process of this number has, not even after the machine was
 * started anew; null where there is no such process, or nobody can say.
 */
function startOf(pid) {
  const fields = statOf(pid);
  if (!fields) return process.platform === 'linux' ? null : startByPs(pid);
  // A zombie holds nothing: it waits only for its parent to look.
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : `${fields[19]}b${bootTime()}`;
}

/** The fields of /proc/PID/stat from the state on; undefined where there is no such process, or no /proc. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** When this machine started: eight digits of the kernel's own name for it. */
function bootTime() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  } catch {
    return '0';
  }
}

/** macOS and the like: to the second. */
function startByPs(pid) {
  try {
    const options = {
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    };
    const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim();
    return said === '' ? null : `${Date.parse(said) / 1000}`;
  } catch {
    return null;
  }
}

/** When a process started, in milliseconds since 1970, to a second or so; undefined where nobody can say. */
function startedAt(pid) {
  const fields = statOf(pid);
  if (!fields) {
    const seconds = process.platform === 'linux' ? null : startByPs(pid);
    return seconds === null ? undefined : Number(seconds) * 1000;
  }
  const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'));
  // The kernel counts in hundredths of a second wherever Node runs.
  return boot ? (Number(boot[1]) + Number(fields[19]) / 100) * 1000 : undefined;
}

module.exports = { identify, isAlive, isHere, isLeft, ownedName, place, startedAt };
