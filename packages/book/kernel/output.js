// What cells print: process.stdout and process.stderr, each piece to the cell whose code wrote it.
'use strict';
const Module = require('node:module');
const path = require('node:path');
const { currentCell } = require('./cell');
const { dist } = require('./load-patched');

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

/** From now on what is printed is a cell's; what no cell has printed goes where it went. */
function takeOutput() {
  for (const name of ['stdout', 'stderr']) {
    const write = process[name].write.bind(process[name]);
    const ofCell = writerOf(name);
    process[name].write = (...args) => (currentCell() ? ofCell : write)(...args);
  }
}

/** tslab's `writeDisplayData` of the cell whose code asks for it; undefined where there is none. */
function displayOfCell() {
  const cell = currentCell();
  return cell && ((...content) => void (cell.halted || cell.shownIn.send.display(...content)));
}

/** What `display` of the package `tslab` and cells/display.ts ask for, in place of tslab's own module. */
function offerDisplay() {
  const file = path.join(dist, 'jupyter.js');
  const module = new Module(file);
  module.exports = Object.defineProperty({}, 'lastWriteDisplayData', {
    get: displayOfCell,
    enumerable: true,
  });
  module.loaded = true;
  require.cache[file] = module;
}

module.exports = { offerDisplay, takeOutput };
