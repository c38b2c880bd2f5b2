// What the compiler puts around each `await` of a cell (cell-code.js), so that an interrupted cell goes no further.
'use strict';
const { currentCell } = require('./cell');

const never = new Promise(() => {});

/** `await x` is `after(await before(x))`. */
function before(value) {
  return currentCell()?.halted ? never : value;
}

function after(value) {
  check();
  return value;
}

/** Stands first in the body of a `for await`. */
function check() {
  currentCell()?.check();
}

module.exports = { after, before, check };
