// Stop: SIGINT reaches the kernel whatever its code is doing.
//
// Node calls a handler when the code that runs has ended, which a loop after an `await` never does. So SIGINT is
// caught in threads of their own (interrupt-watch.js), which tell this one, and cut off what it does when it does not answer.
'use strict';
const inspector = require('node:inspector');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

/** Two: while one tells of a signal, the other catches the next. */
const WATCHERS = 2;

/** What the threads share: how many interrupts there were, how many were seen to here, whether a cell begins; and nothing, to sleep on. */
const shared = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
const [CAUGHT, SEEN, BEGINS, NOTHING] = [0, 1, 2, 3];

/** How much work is under way that must not be cut off. */
let disturbances = 0;

/** Whether an interrupt has been caught that `process` does not know of yet. */
const isInterruptComing = () => Atomics.load(shared, CAUGHT) !== Atomics.load(shared, SEEN);

/** Calls what an interrupt must not cut off: the kernel's own work, and native code, which would end the process. */
function undisturbed(work) {
  disturbances++;
  try {
    return work();
  } finally {
    disturbances--;
  }
}

/** Calls a cell's code, which an interrupt cuts off at once as long as it awaits nothing. */
function cuttable(code) {
  Atomics.store(shared, BEGINS, 1);
  try {
    return code();
  } finally {
    Atomics.store(shared, BEGINS, 0);
  }
}

/** From now on, SIGINT emits 'SIGINT' on `process`, also where code does not come to an end. */
function watchInterrupts() {
  globalThis[Symbol.for('ddr-lab.kernel.cutOff')] = cutOff;
  globalThis[Symbol.for('ddr-lab.undisturbed')] = undisturbed;
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
      session?.disconnect();
      session = undefined;
      Atomics.store(shared, BEGINS, 0);
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

let session;

/** What the threads have called, in the midst of whatever runs here, to end that. They call again where it must not yet. */
function cutOff() {
  if (disturbances > 0 || !isInterruptComing()) return;
  leaveScopes();
  leaveTensors();
  session = new inspector.Session();
  session.connect();
  // Code goes on until V8 looks next whether it may, and by then may have entered a scope: Node's own, around each promise.
  // What is called here is when nothing of it is left, and Node has not looked yet.
  session.post('Runtime.terminateExecution', (error) => {
    if (!error) leaveScopes();
  });
}

/**
 * Code that is cut off does not leave what it has entered of Node's asynchronous scopes, and Node ends a process in which
 * it finds one entered.
 */
function leaveScopes() {
  try {
    (clearScopes ??= findClear())();
  } catch {
    // Another Node, which may do without.
  }
}

let clearScopes;

/** What empties Node's stack of asynchronous scopes. */
function findClear() {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    const { clearAsyncIdStack } = process.binding('async_wrap');
    return clearAsyncIdStack;
  } catch {
    // Node 24 does not give it away, but does it itself after an error that somebody has caught.
    return () => {
      process.setUncaughtExceptionCaptureCallback(() => undefined);
      try {
        process._fatalException(new Error('the cell was stopped'));
      } finally {
        process.setUncaughtExceptionCaptureCallback(null);
      }
    };
  } finally {
    process.noDeprecation = noDeprecation;
  }
}

/** Nor what it has entered of TensorFlow.js: `tidy`, a kernel, a gradient. Tensors of a `tidy` are disposed of. */
function leaveTensors() {
  const engine = globalThis._tfengine;
  if (!engine?.state?.scopeStack) return;
  const { state } = engine;
  Object.assign(state, { kernelDepth: 0, gradientDepth: 0, activeTape: null });
  while (state.scopeStack.length > 0) engine.endScope();
}

module.exports = {
  BEGINS,
  NOTHING,
  cuttable,
  interrupts: shared,
  isInterruptComing,
  undisturbed,
  watchInterrupts,
};
