// A thread of the kernel (interrupt.js) that does nothing but catch SIGINT.
'use strict';
const inspector = require('node:inspector');
const vm = require('node:vm');
const { parentPort, workerData: shared } = require('node:worker_threads');

const [CAUGHT, SEEN, BUSY, NOTHING] = [0, 1, 2, 3];
/** How long the kernel may be at something that does not let go before it is cut off, in milliseconds. */
const PATIENCE = 1000;
/** How long until it is cut off again, where that did not help: other loops may have waited. */
const AGAIN = 300;

let pause;
globalThis.pause = () => Atomics.wait(shared, ...pause);
const script = new vm.Script('pause()');

/** Waits as `Atomics.wait`; or until a signal, which Node gives to the script that asked for it last, here or, while a cell begins, in the kernel. */
function wait(...what) {
  pause = what;
  try {
    return script.runInThisContext({ breakOnSigint: true });
  } catch {
    return 'interrupted';
  }
}

let session;
/** Ends the code that runs in the kernel's thread. */
function cutOff() {
  if (!session) {
    session = new inspector.Session();
    session.connectToMainThread();
  }
  session.post('Runtime.evaluate', { expression: "globalThis[Symbol.for('ddr-lab.kernel.leaveScopes')]()" });
  session.post('Runtime.terminateExecution');
}

function tell() {
  Atomics.add(shared, CAUGHT, 1);
  parentPort.postMessage('interrupt');
}

parentPort.postMessage('ready');
for (;;) {
  if (wait(NOTHING, 0) !== 'interrupted') continue;
  const seen = Atomics.load(shared, SEEN);
  tell();
  let patience = PATIENCE;
  while (Atomics.load(shared, SEEN) === seen) {
    const how = wait(SEEN, seen, patience);
    if (how === 'interrupted') tell();
    if (how !== 'timed-out') continue;
    if (Atomics.load(shared, BUSY) === 0) cutOff();
    patience = AGAIN;
  }
  // A process does not end while somebody is connected.
  session?.disconnect();
  session = undefined;
}
