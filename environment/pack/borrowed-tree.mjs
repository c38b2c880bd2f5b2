// npm packs the folder that it is in. So while it packs, the folder has another package.json, and `dist/`; both are taken
// back by `postpack`, and where npm ended before that, by a process that waits for its end.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, stateFolder, writeJson } from '../files.mjs';
import { identify, isAlive } from '../owner.js';

const nameOf = (place) => place.replaceAll('/', '-') || 'root';

/** Who borrowed the folder, `{ token }`, and beside it the folder's own package.json. */
const recordOf = (root, place) => path.join(stateFolder(root), 'pack', `${nameOf(place)}.json`);
const keptOf = (root, place) => path.join(stateFolder(root), 'pack', `${nameOf(place)}.package.json`);

/** Only one npm packs a folder at a time: who does so holds this file. */
export const lockOf = (root, place) => path.join(stateFolder(root), 'pack', `${nameOf(place)}.lock`);

/**
 * Puts another package.json in the folder's, and sees to it that it goes when npm does.
 *
 * @param {string} root the checkout's folder.
 * @param {string} place the package's, from there.
 * @param {object} manifest what npm is to find.
 * @param {number} npm the process that packs.
 */
export function borrow(root, place, manifest, npm) {
  const file = path.join(root, place, 'package.json');
  const token = randomBytes(8).toString('hex');
  writeJson(recordOf(root, place), { token });
  keep(file, keptOf(root, place));
  const script = path.join(import.meta.dirname, '..', 'pack.mjs');
  const guard = spawn(process.execPath, [script, 'guard', place, token, String(npm)], {
    cwd: root,
    detached: true,
    stdio: 'ignore',
  });
  guard.unref();
  // Renamed over the other: there is a whole package.json at every moment.
  writeJson(file, manifest);
}

/** The very file under a second name, so that nothing of it changes; a copy where there are no such links. */
function keep(file, kept) {
  rmSync(kept, { force: true });
  try {
    linkSync(file, kept);
  } catch {
    copyFileSync(file, kept);
  }
}

/** Puts the folder's own package.json back; where it is, does nothing. */
export function restore(root, place) {
  const kept = keptOf(root, place);
  if (existsSync(kept)) renameSync(kept, path.join(root, place, 'package.json'));
  // Still there where both were one file.
  rmSync(kept, { force: true });
  rmSync(recordOf(root, place), { force: true });
}

/** Gives the folder back as it was, and to whoever packs next; where it is, does nothing. */
export function giveBack(root, place) {
  restore(root, place);
  rmSync(path.join(root, place, 'dist'), { recursive: true, force: true });
  rmSync(lockOf(root, place), { force: true });
  try {
    rmdirSync(path.dirname(lockOf(root, place)));
  } catch {
    // Another folder is being packed.
  }
}

/** Waits until npm has ended, and gives the folder back where that has not been done. */
export async function guard(root, place, token, npm) {
  const packer = identify(npm);
  const isOurs = () => readJson(recordOf(root, place))?.token === token;
  while (isOurs() && isAlive(packer)) await sleep(100);
  if (isOurs()) giveBack(root, place);
}

/** The npm that runs this script: its parent, or the parent of the shell between them. */
export function packingNpm() {
  const parent = process.ppid;
  try {
    const ask = (what) =>
      execFileSync('ps', ['-o', `${what}=`, '-p', String(parent)], { encoding: 'utf8' }).trim();
    return /^-?(.*\/)?(sh|bash|dash|zsh|ash)$/.test(ask('comm')) ? Number(ask('ppid')) : parent;
  } catch {
    return parent;
  }
}
