import path from 'node:path';
import process from 'node:process';
import { stopChildren } from './child.mjs';
import {
  installDebian,
  mayInstall,
  mend,
  missingParts,
  refusal,
  systemFacts,
  updateLists,
} from './debian.mjs';
import { ROOT, readJson, stateFolder, writeJson } from './files.mjs';
import { addGpuLibrary, gpuWanted } from './gpu-library.mjs';
import { writeKernelSpec } from './kernel.mjs';
import { acquire } from './lock.js';
import { installPackages, packagesProblem } from './packages.mjs';
import { during, say } from './say.mjs';

/**
 * Brings everything in place that is not there yet.
 *
 * @param options `retry`: also tries again what could not be installed last time.
 * @returns whether the work can begin. Where it cannot, the reader has been told why and what to do.
 */
export async function install({ root = ROOT, env = process.env, retry = false } = {}) {
  try {
    if (isReady({ root, env, retry })) {
      writeKernelSpec({ root });
      tellLosses(missingParts({ root, env }), systemFacts({ env }));
      return true;
    }
    const lock = await acquire(path.join(stateFolder(root), 'setup.lock'), {
      onWait: (pid) => say(`Another set-up of this folder is running (process ${pid}): waiting for it.`),
    });
    const unhook = onInterrupt(() => lock.release());
    try {
      return await bringInPlace({ root, env, retry, onStart: lock.include });
    } finally {
      unhook();
      lock.release();
    }
  } catch (error) {
    process.stderr.write(`Set-up stopped: ${error.message}\n`);
    return false;
  }
}

function isReady({ root, env, retry }) {
  if (packagesProblem(root) || gpuWanted({ root, env, retry })) return false;
  return missingParts({ root, env }).every(
    (part) => !part.required && !worthTrying(part, { root, env, retry }),
  );
}

/** An optional part is tried once: a start must not wait each time for what cannot be had. */
function worthTrying(part, { root, env, retry }) {
  return mayInstall(systemFacts({ env })) && (retry || !failures(root)[part.name]);
}

const failuresFile = (root) => path.join(stateFolder(root), 'not-installed.json');
const failures = (root) => readJson(failuresFile(root)) ?? {};

async function bringInPlace({ root, env, retry, onStart }) {
  const facts = systemFacts({ env });
  // Before the minute that npm takes: whoever has to install something should hear of it at once.
  const needed = missingParts({ root, env }).filter(({ required }) => required);
  if (needed.length > 0 && !mayInstall(facts)) {
    process.stderr.write(`${refusal(needed, facts)}\n`);
    return false;
  }
  const problem = packagesProblem(root);
  if (problem)
    await during(`Installing the node packages (${problem})`, () => installPackages({ root, env, onStart }));
  await addSystemParts({ root, env, retry, onStart }, facts);
  writeKernelSpec({ root });
  if (gpuWanted({ root, env, retry })) await addGpuLibrary({ root, env, onStart });
  tellLosses(missingParts({ root, env }), facts);
  return true;
}

async function addSystemParts({ root, env, retry, onStart }, facts) {
  const wanted = missingParts({ root, env }).filter(
    (part) => part.required || worthTrying(part, { root, env, retry }),
  );
  if (wanted.length === 0 || !mayInstall(facts)) return;
  await during('Reading the lists of Debian packages', () => updateLists({ root, env, onStart }));
  const all = wanted.flatMap(({ packages }) => packages);
  try {
    await during(`Installing Debian packages (${all.join(', ')})`, () =>
      installDebian(all, { root, env, onStart }),
    );
  } catch {
    // One that cannot be had must not cost the others.
    await addOneByOne(wanted, { root, env, onStart });
  }
  const failed = failures(root);
  for (const part of wanted) {
    if (part.present({ root, env })) delete failed[part.name];
    else if (part.required)
      throw new Error(`${part.name} is missing though ${part.packages.join(', ')} is installed.`);
    else failed[part.name] = { at: new Date().toISOString() };
  }
  writeJson(failuresFile(root), failed);
}

async function addOneByOne(parts, options) {
  for (const part of parts) {
    try {
      await during(`Installing ${part.name}`, () => installDebian(part.packages, options));
    } catch (error) {
      if (part.required) throw error;
    }
  }
}

/** One line for each optional part that is not here. */
function tellLosses(parts, facts) {
  for (const part of parts) {
    say(`${part.name}: not installed, so ${part.lost}. To have it: ${mend([part], facts)}`);
  }
}

/** Ctrl-C and the like: ends what was started, tidies up, and ends with the status that shells expect. */
function onInterrupt(tidy) {
  const handlers = Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }).map(([signal, status]) => {
    const handler = () => {
      stopChildren();
      tidy();
      process.stderr.write('\nSet-up was interrupted; the next start goes on from here.\n');
      process.exit(status);
    };
    process.on(signal, handler);
    return [signal, handler];
  });
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler));
}
