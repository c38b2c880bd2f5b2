// Stops loops inside Node's asynchronous scopes again and again, as a kernel does: node press-stop.js COUNT. Prints how many.
'use strict';
const { AsyncResource } = require('node:async_hooks');
const { writeSync } = require('node:fs');
const { Cell } = require('../../packages/book/kernel/cell.js');
const { BEGINS, interrupts, watchInterrupts } = require('../../packages/book/kernel/interrupt.js');

const scope = new AsyncResource('scope');
function press() {
  // What runs is cut off after milliseconds then, not after a second.
  Atomics.store(interrupts, BEGINS, 1);
  process.kill(process.pid, 'SIGINT');
}

/** Each presses Stop when it runs. Nearly all they do is to enter and leave scopes: Node's own around promises, or one of theirs. */
const loops = [
  async () => {
    press();
    for (;;) await null;
  },
  () => {
    press();
    for (;;) scope.runInAsyncScope(() => undefined);
  },
  () =>
    setTimeout(() => {
      press();
      for (;;) scope.runInAsyncScope(() => undefined);
    }, 1),
];

let heard;
process.on('SIGINT', () => heard());

async function main(count) {
  await watchInterrupts();
  for (let done = 0; done < count; done++) {
    const stopped = new Promise((resolve) => (heard = resolve));
    // Until the threads wait for a signal.
    setTimeout(() => {
      const cell = new Cell(done, {}, { content: {} });
      // In a turn of its own, as a cell.
      setImmediate(() => cell.run(loops[done % loops.length]));
    }, 20);
    await stopped;
    writeSync(1, `${done + 1}\n`);
  }
  process.exit();
}

void main(Number(process.argv[2]));
