// `npm pack`, of the root or of one of packages/: npm runs this before (`prepack`) and after (`postpack`) it makes the
// tarball. What is packed is compiled; the checkout stays as it was.
//
//   npm pack --pack-destination FOLDER
//   npm pack -w packages/tsne --pack-destination FOLDER
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT, writeJson } from './files.mjs';
import { tryAcquire } from './lock.js';
import { borrow, giveBack, guard, lockOf, packingNpm, restore } from './pack/borrowed-tree.mjs';
import { build } from './pack/build.mjs';
import { manifestOf } from './pack/manifest.mjs';

const [step, ...rest] = process.argv.slice(2);
const place = path.relative(ROOT, process.cwd()).split(path.sep).join('/');

if (step === 'prepack') await prepack();
else if (step === 'postpack') giveBack(ROOT, place);
else if (step === 'guard') await guard(ROOT, rest[0], rest[1], Number(rest[2]));
else throw new Error(`pack.mjs ${step}: prepack and postpack are what npm calls.`);

async function prepack() {
  const npm = packingNpm();
  const { lock, holder } = await tryAcquire(lockOf(ROOT, place));
  if (!lock) {
    process.stderr.write(`pack: process ${holder} packs this folder already. Wait for it to end.\n`);
    process.exit(1);
  }
  lock.include(npm);
  // What an npm left that was killed together with the process that waited for its end.
  restore(ROOT, place);
  const out = path.join(ROOT, place, 'dist');
  try {
    await build(ROOT, place, out);
    const manifest = manifestOf(ROOT, place, out);
    if (place === '') {
      // Code asks the folder that it lies in, as it does in the checkout, for its version and what it depends on.
      const { name, version, type, dependencies } = manifest;
      writeJson(path.join(out, 'package.json'), { name, version, type, dependencies });
    } else copyFileSync(path.join(ROOT, 'LICENSE'), path.join(out, 'LICENSE'));
    borrow(ROOT, place, manifest, npm);
  } catch (error) {
    giveBack(ROOT, place);
    throw error;
  }
  // The lock stays npm's until `postpack`, or until npm has ended.
  process.exit(0);
}
