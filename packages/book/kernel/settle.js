'use strict';

/** What the runner sends instead of code to wait until timers and file accesses of earlier cells are done. */
const SETTLE = '%ddr-settle';

const { setImmediate: soon, setTimeout: later } = globalThis;

/** Resolves when no timer and no file access is pending, or after `milliseconds` (0: after one turn). */
async function settle(milliseconds) {
  const end = Date.now() + milliseconds;
  do {
    await new Promise((resolve) => later(resolve, 0));
    await new Promise((resolve) => soon(resolve));
    if (!process.getActiveResourcesInfo().some((name) => /^(Timeout|FSReq|Immediate)/.test(name))) return;
    await new Promise((resolve) => later(resolve, 10));
  } while (Date.now() < end);
}

module.exports = { SETTLE, settle };
