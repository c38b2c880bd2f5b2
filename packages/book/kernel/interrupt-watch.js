// A thread of the kernel (interrupt.js) that does nothing but catch SIGINT, and the message that stands for it (control.js).
'use strict';
const inspector = require('node:inspector');
const vm = require('node:vm');
const { parentPort, workerData: shared } = require('node:worker_threads');

const [CAUGHT, SEEN, BEGINS, NOTHING] = [0, 1, 2, 3];
/** How long the kernel may be at something that does not let go before it is cut off, in milliseconds; at a cell's beginning it never would. */
const PATIENCE = 1000;
const AT_BEGINNING = 20;
/** How long until it is cut off again: it may not have been the moment, or other loops waited. */
const AGAIN = 100;

let pause;
globalThis.pause = () => Atomics.wait(shared, ...pause);
const script = new vm.Script('pause()');

/** Waits as `Atomics.wait`, or until a signal: Node gives it to the script that asked last. */
function wait(...what) {
  pause = what;
  try {
    return script.runInThisContext({ breakOnSigint: true });
  } catch {
    return 'interrupted';
  }
}

function tell() {
  Atomics.add(shared, CAUGHT, 1);
  parentPort.postMessage('interrupt');
}

let session;
/** Ends the code that runs in the kernel's thread, if it may be. */
function cutOff() {
  if (!session) {
    session = new inspector.Session();
    session.connectToMainThread();
  }
  session.post('Runtime.evaluate', { expression: "globalThis[Symbol.for('ddr-lab.kernel.cutOff')]()" });
}

parentPort.postMessage('ready');
for (;;) {
  // Nothing is ever stored there: it is a signal, or control.js that wakes it.
  wait(NOTHING, 0);
  tell();
  let seen;
  let until;
  // Until all are seen to, also what was told while another was.
  while (Atomics.load(shared, CAUGHT) !== Atomics.load(shared, SEEN)) {
    if (seen !== Atomics.load(shared, SEEN)) {
      seen = Atomics.load(shared, SEEN);
      until = Date.now() + (Atomics.load(shared, BEGINS) ? AT_BEGINNING : PATIENCE);
    }
    const how = wait(SEEN, seen, Math.max(0, until - Date.now()));
    // Who presses Stop again and again does not put it off.
    if (how === 'interrupted') tell();
    if (Date.now() < until || seen !== Atomics.load(shared, SEEN)) continue;
    cutOff();
    until = Date.now() + AGAIN;
  }
  // A process does not end while somebody is connected.
  session?.disconnect();
  session = undefined;
}
