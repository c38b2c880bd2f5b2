'use strict';

/** How often it looks whether its parent is there, in milliseconds. */
const OFTEN = 1000;

/**
 * How a kernel knows that the Jupyter client that started it is gone: by its parent's number, which then changes (`adopted`); on
 * Windows, where it does not, by whether there is such a process (`gone`). Undefined where a kernel does not depend on its parent:
 * jupyter_client says by JPY_PARENT_PID that it does, with the number, or on Windows with a handle that only Python can use.
 */
function waysToKnow(parent, { platform = process.platform, env = process.env } = {}) {
  if (platform === 'win32') return env.JPY_PARENT_PID ? 'gone' : undefined;
  return String(parent) === env.JPY_PARENT_PID ? 'adopted' : undefined;
}

function isGone(pid) {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Ends this process when the Jupyter client that started it is gone: no kernel is left behind. */
function endWithParent() {
  const parent = process.ppid;
  const way = waysToKnow(parent);
  if (way === undefined) return;
  setInterval(() => {
    if (way === 'gone' ? isGone(parent) : process.ppid !== parent) process.exit(1);
  }, OFTEN).unref();
}

module.exports = { endWithParent, isGone, waysToKnow };
