// Timers that an interrupted cell has set do nothing when their time comes: loops that wait by them end.
'use strict';
const { syncBuiltinESMExports } = require('node:module');
const timers = require('node:timers');
const promises = require('node:timers/promises');
const { promisify } = require('node:util');
const { ownCell } = require('./cell');

const never = new Promise(() => {});

/** Puts timers that know their cell in place of Node's, for all code that is loaded later. */
function watchTimers() {
  for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
    const original = timers[name];
    const ofCell = {
      [name](callback, ...rest) {
        const cell = ownCell();
        if (!cell || typeof callback !== 'function') return original(callback, ...rest);
        const timer = original(
          function (...values) {
            if (!cell.halted) return callback.apply(this, values);
            if (name === 'setInterval') timers.clearInterval(timer);
          },
          ...rest,
        );
        return timer;
      },
    }[name];
    const inPromise = promises[name];
    if (name !== 'setInterval') {
      promises[name] = (...values) => {
        const cell = ownCell();
        const promise = inPromise(...values);
        return cell ? promise.then((value) => (cell.halted ? never : value)) : promise;
      };
      Object.defineProperty(ofCell, promisify.custom, { get: () => promises[name] });
    }
    timers[name] = globalThis[name] = ofCell;
  }
  syncBuiltinESMExports();
}

module.exports = { watchTimers };
