'use strict';
const { randomBytes } = require('node:crypto');
const { readFileSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { isLeft, ownedName } = require('./owner.js');

/** A turn of another machine takes a moment; one that is older was left by a machine that is gone. */
const FORGOTTEN_MS = 60_000;
/** Milliseconds between two looks at whose turn it is. */
const POLL = 2;

/**
 * Runs `work` (which must not wait for anything) while no other process does so for the same `file`, by Lamport's bakery: each takes a number one
 * higher than all it sees, and the lowest is next. Each number is a file of its own whose name says whose it is. So
 * what a killed process left is removed without a race: that name is never used again, as that of a lock would be.
 *
 * @returns what `work` returns
 */
async function inTurn(file, work) {
  const folder = path.dirname(file);
  const mark = `${path.basename(file)}.turn-`;
  const name = `${ownedName(mark)}${randomBytes(6).toString('hex')}`;
  const own = path.join(folder, name);
  try {
    // Empty: whoever reads this must wait until the number is there.
    writeFileSync(own, '', { flag: 'wx' });
    const highest = turns(folder, mark).reduce((most, { number }) => Math.max(most, number ?? 0), 0);
    const number = highest + 1;
    writeFileSync(own, `${number}.`);
    while (turns(folder, mark).some((other) => isBefore(other, { number, name }))) await sleep(POLL);
    return work();
  } finally {
    rmSync(own, { force: true });
  }
}

/** The order of numbers; equal ones, taken at the same moment, go by name. No number yet may become a lower one. */
function isBefore(other, mine) {
  if (other.name === mine.name) return false;
  if (other.number === undefined) return true;
  return other.number < mine.number || (other.number === mine.number && other.name < mine.name);
}

/** The turns of all that are alive. */
function turns(folder, mark) {
  const found = [];
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(mark)) continue;
    const turn = path.join(folder, name);
    if (isLeft(name, mark) ?? isOld(turn)) {
      rmSync(turn, { force: true });
      continue;
    }
    try {
      // The dot tells that the number is whole.
      const text = /^(\d+)\.$/.exec(readFileSync(turn, 'latin1'));
      found.push({ name, number: text ? Number(text[1]) : undefined });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return found;
}

function isOld(turn) {
  try {
    return Date.now() - statSync(turn).mtimeMs > FORGOTTEN_MS;
  } catch {
    return true;
  }
}

module.exports = { inTurn };
