// What cells print: process.stdout and process.stderr, each piece to the cell whose code wrote it.
'use strict';
const { currentCell } = require('./cell');

/**
 * A `write` for process.stdout or process.stderr.
 *
 * @param {'stdout' | 'stderr'} name
 */
function writerOf(name) {
  const decoder = new TextDecoder();
  return (chunk, encoding, callback) => {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const cell = currentCell();
    if (cell && !cell.halted && text !== '') cell.shownIn.send.stream(name, text);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
}

/** tslab's `writeDisplayData` of the cell whose code asks for it; undefined where there is none. */
function displayOfCell() {
  const cell = currentCell();
  return cell && ((...content) => void (cell.halted || cell.shownIn.send.display(...content)));
}

module.exports = { displayOfCell, writerOf };
