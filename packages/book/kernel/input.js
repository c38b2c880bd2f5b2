// `prompt('Name?')` in a cell.
'use strict';
const { currentCell } = require('./cell');

/** Whether the reader's program can be asked at all: Jupyter's `allow_stdin`. */
function ask(channels, request, content) {
  if (request.content.allow_stdin === false) {
    const error = new Error(
      'this program asks nobody: prompt() works in a notebook, not where one is run as a whole.',
    );
    error.name = 'NoInput';
    throw error;
  }
  return channels.ask(request, content);
}

/**
 * Asks the reader for a line of text, and waits for it.
 *
 * @param {string} [question]
 * @param {string} [byDefault] what it is where nothing is typed.
 * @param {{ password?: boolean }} [options] `password`: what is typed is not shown.
 * @returns {string}
 */
function prompt(question = '', byDefault = '', { password = false } = {}) {
  const cell = currentCell();
  if (!cell) throw new Error('prompt() works in a cell.');
  const shown = byDefault === '' ? question : `${question} [${byDefault}]`;
  return cell.send.ask({ prompt: shown === '' ? '' : `${String(shown).trimEnd()} `, password }) || byDefault;
}

/** From now on cells have it. */
function offerPrompt() {
  globalThis.prompt = prompt;
}

module.exports = { ask, offerPrompt };
