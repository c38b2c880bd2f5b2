// Ends programs with all that they have started, on every system. CommonJS, so that set-up and the runner share it.
'use strict';
const { spawnSync } = require('node:child_process');

/**
 * What ends a program: `{ group }`, a signal to its process group, where it leads one (`detached`); `{ command }`, a program of
 * Windows, which knows neither groups nor signals; or else `{ alone }`, a signal to it alone.
 */
function wayToEnd(pid, { platform = process.platform, group = false } = {}) {
  if (platform === 'win32') return { command: ['taskkill', ['/pid', String(pid), '/T', '/F']] };
  return group ? { group: -pid } : { alone: pid };
}

/**
 * Ends a child process, and on Windows what it has started.
 *
 * @param options `signal`: default SIGKILL (on Windows every signal ends it at once); `group`: it leads a process group, and the
 *   whole of it ends
 */
function endTree(child, { signal = 'SIGKILL', group = false } = {}) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const way = wayToEnd(child.pid, { group });
  try {
    if (way.command) spawnSync(...way.command, { stdio: 'ignore', windowsHide: true });
    else process.kill(way.group ?? way.alone, signal);
  } catch {
    // It has just ended.
  }
}

/** Whether a child is to lead a process group: on Windows that would open a window instead. */
const leadsGroup = (platform = process.platform) => platform !== 'win32';

module.exports = { endTree, leadsGroup, wayToEnd };
