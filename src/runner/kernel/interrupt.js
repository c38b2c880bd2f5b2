// Stop: SIGINT reaches the kernel whatever its code is doing.
//
// Node calls a handler when the code that runs has ended, which a loop after an `await` never does. So SIGINT is
// caught in threads of their own (interrupt-watch.js), which tell this one, and cut off what it does when it does not answer.
'use strict';
const path = require('node:path');
const { Worker } = require('node:worker_threads');

/** Two: while one tells of a signal, the other catches the next. */
const WATCHERS = 2;

/** What the threads share: how many interrupts there were, how many were seen to here, whether to wait longer; and nothing, to sleep on. */
const shared = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
const [CAUGHT, SEEN, BUSY] = [0, 1, 2];

/** Whether an interrupt has been caught that `process` does not know of yet. */
const isInterruptComing = () => Atomics.load(shared, CAUGHT) !== Atomics.load(shared, SEEN);

/** Calls `work` of the kernel itself, which an interrupt must not cut off. */
function undisturbed(work) {
  Atomics.add(shared, BUSY, 1);
  try {
    return work();
  } finally {
    Atomics.sub(shared, BUSY, 1);
  }
}

/** From now on, SIGINT emits 'SIGINT' on `process`, also where code does not come to an end. */
function watchInterrupts() {
  globalThis[Symbol.for('ddr-lab.kernel.leaveScopes')] = leaveScopes;
  // Keeps Node's own handler in place until the threads catch the signal.
  process.on('SIGINT', () => undefined);
  leaveSignalToThreads();
  const ready = [];
  for (let i = 0; i < WATCHERS; i++) {
    const watcher = new Worker(path.join(__dirname, 'interrupt-watch.js'), {
      workerData: shared,
      stdout: false,
      stderr: false,
    });
    watcher.unref();
    ready.push(new Promise((resolve) => watcher.once('message', resolve)));
    watcher.on('message', (message) => {
      if (message !== 'interrupt') return;
      Atomics.add(shared, SEEN, 1);
      Atomics.notify(shared, SEEN);
      process.emit('SIGINT', 'SIGINT', 2);
    });
  }
  return Promise.all(ready);
}

/** Adding or removing a handler of SIGINT, as packages do, must not make Node take the signal from the threads. */
function leaveSignalToThreads() {
  for (const event of ['newListener', 'removeListener']) {
    const listeners = process.listeners(event);
    process.removeAllListeners(event);
    for (const listener of listeners) {
      process.on(event, function (name, ...rest) {
        if (name !== 'SIGINT') listener.call(this, name, ...rest);
      });
    }
  }
}

/**
 * What the threads have called before they cut off the code that runs: it does not leave what it has entered of Node's
 * asynchronous scopes any more, and Node ends a process in which it finds one entered.
 */
function leaveScopes() {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    process.binding('async_wrap').clearAsyncIdStack();
  } catch {
    // Another Node, which may do without.
  }
  process.noDeprecation = noDeprecation;
}

module.exports = { isInterruptComing, undisturbed, watchInterrupts };
