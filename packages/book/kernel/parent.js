'use strict';

/** Ends this process when the Jupyter client that started it is gone: no kernel is left behind. */
function endWithParent() {
  const parent = process.ppid;
  if (String(parent) !== process.env.JPY_PARENT_PID) return;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000).unref();
}

module.exports = { endWithParent };
