// What a child process prints that shares the kernel's output (`stdio: 'inherit'`) is the cell's.
'use strict';
const childProcess = require('node:child_process');
const { syncBuiltinESMExports } = require('node:module');
const { currentCell } = require('./cell');

/** Places of stdio that are the kernel's own output. */
function inherited(stdio) {
  const list = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  const isOwn = (place) => {
    const given = list[place];
    const stream = place === 1 ? process.stdout : process.stderr;
    return given === 'inherit' || given === place || given === stream;
  };
  return [1, 2].filter(isOwn);
}

/** The same stdio with pipes in these places, and no input: a kernel has none. */
function piped(stdio, places) {
  const list = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  for (const place of places) list[place] = 'pipe';
  if (list[0] === 'inherit' || list[0] === 0) list[0] = 'ignore';
  return list;
}

const streamOf = (place) => (place === 1 ? process.stdout : process.stderr);

/** Puts its own `spawn` and its kin in Node's place. */
function hearChildren() {
  const { spawn } = childProcess.ChildProcess.prototype;
  childProcess.ChildProcess.prototype.spawn = function (options) {
    const places = inherited(options.stdio ?? 'pipe');
    if (places.length === 0 || !currentCell()) return spawn.call(this, options);
    const status = spawn.call(this, { ...options, stdio: piped(options.stdio, places) });
    for (const place of places) {
      this.stdio[place]?.on('data', (data) => streamOf(place).write(data));
      // As where it is inherited.
      this[place === 1 ? 'stdout' : 'stderr'] = null;
      this.stdio[place] = null;
    }
    return status;
  };
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) hearSync(name);
  syncBuiltinESMExports();
}

/** These wait for the child: what it printed is shown when it has ended. */
function hearSync(name) {
  const original = childProcess[name];
  childProcess[name] = function (...args) {
    const at = args.findIndex(
      (arg, i) => i > 0 && typeof arg === 'object' && arg !== null && !Array.isArray(arg),
    );
    const options = at < 0 ? undefined : args[at];
    const places = options?.stdio === undefined ? [] : inherited(options.stdio);
    if (places.length === 0 || !currentCell()) return original.apply(this, args);
    // By itself Node hands on what `execSync` has heard from a child's stderr, where nothing is said of stdio.
    const isHandedOn = name !== 'spawnSync' && places.includes(2);
    args[at] = { ...options, stdio: isHandedOn ? undefined : piped(options.stdio, places) };
    const show = (outputs) => {
      for (const place of places) if (outputs?.[place]?.length > 0) streamOf(place).write(outputs[place]);
    };
    try {
      const result = original.apply(this, args);
      if (name === 'spawnSync') {
        show(result.output);
        return without(result, places);
      }
      show({ 1: result });
      return places.includes(1) ? null : result;
    } catch (error) {
      show(isHandedOn ? { 1: error.stdout } : error.output);
      throw error;
    }
  };
}

/** A result of `spawnSync` as it is where output is inherited. */
function without(result, places) {
  for (const place of places) {
    result.output[place] = null;
    result[place === 1 ? 'stdout' : 'stderr'] = null;
  }
  return result;
}

module.exports = { hearChildren };
