// What people type into cells that is no TypeScript: `%time`, `%%time`, `!command`, `%help`.
'use strict';
const { spawn } = require('node:child_process');

/** What there is, and what it does. */
const MAGICS = {
  '%time STATEMENT': 'runs the statement and says how long it took',
  '%%time': 'on the first line: says how long the whole cell took',
  '!COMMAND': "runs a shell's command in the notebook's folder",
  '%help': 'shows this list and what else works in a cell',
};
const NAMES = ['%time', '%%time', '%help', '!command'];

const HELP = `Cells are TypeScript. Variables, functions, types and imports of earlier cells are known; all may be declared again.
The value of the last expression is shown. \`await\` works anywhere outside functions; packages of npm can be imported.

${Object.entries(MAGICS)
  .map(([name, words]) => `${name.padEnd(16)} ${words}`)
  .join('\n')}

prompt('Name?')  asks for a line of text
Shift-Tab        shows a function's documentation; Tab completes
Stop             ends the cell and keeps the variables
`;

/** A line that may be one: at the very beginning of the line, or not at all. */
const LINE = /^(?:(%%?)([A-Za-z_]\w*)|!(?=[^\s=!([{'"`\d]))[^\r\n]*/gm;

class UnknownMagic extends Error {
  name = 'UnknownMagic';
  constructor(magic, line) {
    super(
      `there is no ${magic} here (line ${line}). There are ${NAMES.slice(0, -1).join(', ')} and ${NAMES.at(-1)}.`,
    );
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * A cell without its magics; all that is left keeps its place. `commands`: what is to be done where a `;` stands instead, by
 * its place; `timed`: where statements begin that are timed; `whole`: whether the cell is.
 *
 * @param ts tslab's TypeScript.
 * @param {string} source
 * @param {string} declarations of earlier cells: what is negated may be one of their variables.
 * @throws UnknownMagic
 */
function readMagics(ts, source, declarations = '') {
  const found = { code: source, commands: new Map(), timed: new Set(), whole: false };
  LINE.lastIndex = 0;
  for (let match; (match = LINE.exec(found.code));) {
    const [line, sign, name] = match;
    const at = match.index;
    if (isWithin(ts, found.code, at)) continue;
    const replace = (length, by = '') => {
      const { code } = found;
      found.code = code.slice(0, at) + by.padEnd(length) + code.slice(at + length);
    };
    const rest = sign === undefined ? '' : line.slice(sign.length + name.length);
    if (sign === undefined) {
      if (isNegation(line, found.code + declarations)) continue;
      found.commands.set(at, { shell: line.slice(1) });
      replace(line.length, ';');
    } else if (sign === '%%' && name === 'time' && found.code.slice(0, at).trim() === '') {
      found.whole = true;
      replace(sign.length + name.length);
    } else if (sign === '%' && name === 'time') {
      if (rest.trim() === '') replace(line.length);
      else {
        found.timed.add(at + line.length - rest.trimStart().length);
        replace(sign.length + name.length, ';');
      }
    } else if (sign === '%' && name === 'help') {
      found.commands.set(at, { help: true });
      replace(line.length, ';');
    } else throw new UnknownMagic(sign + name, found.code.slice(0, at).split('\n').length);
  }
  return found;
}

/** Whether a place is in a string over several lines or in a comment. */
function isWithin(ts, code, at) {
  if (!/[`*]/.test(code.slice(0, at))) return false;
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  return Boolean(ts.isInComment(file, at)) || ts.isInString(file, at);
}

/** `!ready && go()`: code, where `ready` is declared. */
function isNegation(line, code) {
  const [, name, next] = /^!([\p{L}_$][\p{L}\p{N}_$]*)\s?(.?)/u.exec(line) ?? [];
  if (name === undefined || /[\p{L}\p{N}_-]/u.test(next)) return false;
  const before = String.raw`(?:\b(?:const|let|var|function|class|enum|import|as)\s+|[{,[]\s*)`;
  return new RegExp(before + name.replaceAll('$', String.raw`\$`) + String.raw`(?![\p{L}\p{N}_$])`, 'u').test(
    code,
  );
}

/** Runs a shell's command; what it prints is the cell's. Fails with its exit status. */
function shell(command, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
    const stop = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('close', (status, killedBy) => {
      signal?.removeEventListener('abort', stop);
      if (status === 0) return resolve();
      const error = new Error(`!${command}: ended with ${killedBy ?? `exit status ${status}`}`);
      error.name = 'CommandFailed';
      error.stack = `${error.name}: ${error.message}`;
      reject(error);
    });
  });
}

/** How long something took since: a function that says so. */
function stopwatch() {
  const began = performance.now();
  const processor = process.cpuUsage();
  return () => {
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(processor);
    return `Time: ${inWords(seconds)} (processor: ${inWords((user + system) / 1e6)})\n`;
  };
}

function inWords(seconds) {
  if (seconds < 1) return `${(seconds * 1000).toPrecision(3)} ms`;
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

module.exports = { HELP, UnknownMagic, readMagics, shell, stopwatch };
