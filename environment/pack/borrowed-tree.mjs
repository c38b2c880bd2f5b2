// npm packs the folder that it is in. So while it packs, the folder has another package.json, and `dist/`; both are taken
// back by `postpack`, and where npm ended before that, by a process that waits for its end.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, stateFolder, writeJson } from '../files.mjs';
import { identify, isAlive } from '../owner.js';

const nameOf = (place) => place.replaceAll('/', '-') || 'root';

/** What is needed to give the folder back: `{ token, manifest, modified }`. */
const recordOf = (root, place) => path.join(stateFolder(root), 'pack', `${nameOf(place)}.json`);

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
  const text = readFileSync(file, 'utf8');
  writeJson(recordOf(root, place), { token, manifest: text, modified: statSync(file).mtimeMs });
  const script = path.join(import.meta.dirname, '..', 'pack.mjs');
  const guard = spawn(process.execPath, [script, 'guard', place, token, String(npm)], {
    cwd: root,
    detached: true,
    stdio: 'ignore',
  });
  guard.unref();
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Gives the folder back as it was; where it is, does nothing. */
export function giveBack(root, place) {
  const record = readJson(recordOf(root, place));
  if (record) {
    const file = path.join(root, place, 'package.json');
    writeFileSync(file, record.manifest);
    utimesSync(file, record.modified / 1000, record.modified / 1000);
  }
  rmSync(path.join(root, place, 'dist'), { recursive: true, force: true });
  rmSync(recordOf(root, place), { force: true });
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
