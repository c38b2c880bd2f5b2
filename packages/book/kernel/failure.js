// A cell's failure as Jupyter's `error` message tells it: ename, evalue, traceback.
'use strict';
const { inspect } = require('node:util');
const { Interrupted } = require('./cell');

/** A cell that does not compile. */
class CompileError extends Error {
  name = 'CompileError';

  /**
   * @param {readonly object[]} diagnostics tslab's: `{ start, end, messageText, code, fileName }`, counted from 0.
   * @param {string} source of the cell.
   * @param {string} cell what it is called.
   */
  constructor(diagnostics, source, cell) {
    super(diagnostics[0]?.messageText ?? 'the cell does not compile');
    const lines = source.split('\n');
    this.stack = diagnostics
      .flatMap((diagnostic) => [said(diagnostic, cell), ...shown(diagnostic, lines)])
      .join('\n');
  }
}

/** `cell [4], line 3, column 9: Cannot find name 'nowhere'. (TS2304)` */
function said({ start, fileName, messageText, code }, cell) {
  const place = fileName
    ? `${fileName}:${start.line + 1}:${start.character + 1}`
    : `${cell}, line ${start.line + 1}, column ${start.character + 1}`;
  return `${place}: ${messageText}${code ? ` (TS${code})` : ''}`;
}

/** The line, and what of it is meant. */
function shown({ start, end, fileName }, lines) {
  const line = fileName ? undefined : lines[start.line];
  if (line === undefined || line.length > 200) return [];
  const to = end?.line === start.line ? end.character : line.length;
  const mark = `${line.slice(0, start.character).replace(/\S/g, ' ')}${'^'.repeat(Math.max(1, to - start.character))}`;
  return [`    ${line}`, `    ${mark}`];
}

const isError = (value) =>
  value instanceof Error || (typeof value === 'object' && value !== null && 'stack' in value);

const RED = 31;
const GREEN = 32;
const coloured = (code, text) => `\x1b[${code}m${text}\x1b[39m`;

/** A line of a traceback as terminals, Jupyter and nbconvert colour it: what went wrong, where it did, and what of the line is meant. */
function inColour(line, i) {
  if (/^\s*\^+$/.test(line)) return coloured(RED, line);
  const frame = /^( *at (?:.*? \()?)(cell \[\d+\], line \d+, column \d+|[^()]+:\d+:\d+)(\)?)$/.exec(line);
  if (frame) return `${frame[1]}${coloured(GREEN, frame[2])}${frame[3]}`;
  const place = /^(cell \[\d+\], line \d+, column \d+|\S+:\d+:\d+)(: .*)$/.exec(line);
  if (place) return `${coloured(GREEN, place[1])}${place[2]}`;
  const name = i === 0 && /^([\w$.]+)(\b.*)$/.exec(line);
  return name ? `${coloured(RED, name[1])}${name[2]}` : line;
}

/** The content of an `error` message for what a cell threw: in colours in its traceback, without in its value. */
function failureOf(thrown) {
  const failure = inPlain(thrown);
  return { ...failure, traceback: failure.traceback.map(inColour) };
}

function inPlain(thrown) {
  if (thrown instanceof Interrupted) {
    return { ename: 'Interrupted', evalue: thrown.message, traceback: ['Interrupted.'] };
  }
  if (thrown instanceof CompileError) {
    return { ename: thrown.name, evalue: thrown.message, traceback: thrown.stack.split('\n') };
  }
  if (!isError(thrown)) {
    const words = typeof thrown === 'string' ? thrown : inspect(thrown);
    return { ename: 'Thrown', evalue: words, traceback: [`Thrown: ${words}`] };
  }
  const name = String(thrown.name ?? 'Error');
  return { ename: name, evalue: String(thrown.message), traceback: inWords(thrown).split('\n') };
}

/** The error with its stack, its cause and what else it carries. */
function inWords(error) {
  try {
    const words = inspect(error);
    // Node puts what has no frames in brackets.
    return /^\[[^]*\]$/.test(words) ? words.slice(1, -1) : words;
  } catch {
    return String(error.stack);
  }
}

module.exports = { CompileError, failureOf };
