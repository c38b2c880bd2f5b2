// Watches over a process apart from a thread of it, which goes on where the others compute without a pause: ends the
// process when its parent is gone, with SIGALRM when a request takes too long, and with SIGUSR2 when it takes too much memory.
'use strict';
const { workerData } = require('node:worker_threads');

/** How often it looks, in milliseconds: memory fills by some gigabytes a second. */
const interval = 20;

/** `limits`: the time until when and the bytes up to which a request may go; 0 between requests. */
const { limits, parent } = workerData;

function end(signal) {
  try {
    process.kill(process.pid, signal);
  } catch {
    // A system without such signals.
    process.kill(process.pid, 'SIGKILL');
  }
}

setInterval(() => {
  // Each is read once: the other thread sets them.
  const [until, most] = limits;
  if (process.ppid !== parent) end('SIGKILL');
  if (until > 0 && Date.now() > until) end('SIGALRM');
  if (most > 0 && process.memoryUsage.rss() > most) end('SIGUSR2');
}, interval);
