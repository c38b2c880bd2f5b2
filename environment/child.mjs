import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isProgram } from './browsers.js';
import { endTree } from './end-tree.js';

export { isProgram };

const running = new Set();

/** Ends what `run` has started and not yet seen end. */
export function stopChildren(signal = 'SIGTERM') {
  for (const child of running) endTree(child, { signal });
}

/**
 * Runs a program quietly to its end. What it writes goes to the file `log` (appended) and its last part comes
 * back, to be shown only where something failed.
 *
 * @param options `onStart(pid)` is called once it runs; `timeout` in milliseconds; `stalled()` is asked every
 *   five seconds and ends the program by returning true.
 * @returns `code` is the exit status: 127 where the program could not be started, 124 where it ran too long or
 *   stalled, 128 and more where a signal ended it. `output` is at most its last 20,000 characters.
 */
export function run(command, args, { cwd, env = process.env, log, timeout, onStart, stalled } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let tooLong = false;
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (log) append(log, chunk);
    };
    if (log) append(log, `$ ${command} ${args.join(' ')}\n`);
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    running.add(child);
    if (child.pid) onStart?.(child.pid);
    const giveUp = () => {
      tooLong = true;
      endTree(child, { signal: 'SIGTERM' });
      setTimeout(() => endTree(child), 5_000).unref();
    };
    const timer = timeout === undefined ? undefined : setTimeout(giveUp, timeout);
    const watch = stalled && setInterval(() => !tooLong && stalled() && giveUp(), 5_000);
    child.stdout.on('data', (chunk) => keep(chunk.toString()));
    child.stderr.on('data', (chunk) => keep(chunk.toString()));
    const end = (code) => {
      clearTimeout(timer);
      clearInterval(watch);
      running.delete(child);
      resolve({ code: tooLong ? 124 : code, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.on('close', (code) => end(code ?? 128));
  });
}

/** A log that cannot be written must not stop what is being logged. */
function append(file, text) {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, text);
  } catch {
    // Nothing is lost but the log.
  }
}

/** The last lines of a program's output, indented, for a message. */
export const lastLines = (output, count = 12) =>
  output
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');

/** All programs of this name on the PATH, in its order. */
export function onPath(name, env = process.env, platform = process.platform) {
  const names = platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  return (variable(env, 'PATH', platform) ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((each) => path.join(folder, each)))
    .filter(isProgram);
}

/** A variable by its name; Windows writes names as it likes (`Path`), and a copy of the environment no longer knows that. */
export function variable(env, name, platform = process.platform) {
  if (platform !== 'win32' || name in env) return env[name];
  const key = Object.keys(env).find((each) => each.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : env[key];
}
