// Failures that the kernel does not reply, for the runner: one JSON line each in the file that DDR_KERNEL_EVENTS names.
'use strict';
const fs = require('node:fs');
const { currentCell } = require('./cell');

/**
 * Written synchronously: the process may be about to end.
 *
 * @param {'rejection' | 'exception'} kind
 * @param {unknown} reason
 */
function report(kind, reason) {
  const file = process.env.DDR_KERNEL_EVENTS;
  if (!file) return;
  const isError =
    reason instanceof Error || (typeof reason === 'object' && reason !== null && 'stack' in reason);
  const text = isError ? String(reason.stack || reason) : String(reason);
  fs.appendFileSync(file, `${JSON.stringify({ kind, count: currentCell()?.count, text })}\n`);
}

module.exports = { report };
