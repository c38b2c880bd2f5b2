'use strict';
const { mkdtempSync, readdirSync, rmSync, statSync } = require('node:fs');
const path = require('node:path');
const { isLeft, ownedName } = require('./owner.js');

/** Folders of another machine, or of nobody we can ask, are left alone for half a day. */
const FORGOTTEN_MS = 12 * 3_600_000;

/**
 * Makes a temporary folder in `parent` whose name begins with `mark` and says whose it is, and removes the like that
 * processes left which were killed.
 *
 * @param options `onLeft(folder)` is called before such a folder is removed.
 * @returns the folder's path; whoever asked for it removes it
 */
function ownedFolder(parent, mark, { onLeft } = {}) {
  removeLeft(parent, mark, { onLeft });
  return mkdtempSync(path.join(parent, ownedName(mark)));
}

/** Removes the folders of `ownedFolder` whose processes have ended. It is no loss where that fails. */
function removeLeft(parent, mark, { onLeft } = {}) {
  let names = [];
  try {
    names = readdirSync(parent);
  } catch {
    // Where the folder is not there, nothing is left in it.
  }
  for (const name of names) {
    const folder = path.join(parent, name);
    if (!name.startsWith(mark) || !(isLeft(name, mark) ?? isForgotten(folder))) continue;
    try {
      onLeft?.(folder);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or somebody removes it as well.
    }
  }
}

function isForgotten(folder) {
  try {
    return Date.now() - statSync(folder).mtimeMs > FORGOTTEN_MS;
  } catch {
    return false;
  }
}

module.exports = { ownedFolder, removeLeft };
