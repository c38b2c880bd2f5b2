import path from 'node:path';
import process from 'node:process';
import { stopChildren } from './child.mjs';
import { canFetchChromium, fetchChromium, findChromium } from './chromium.mjs';
import {
  installDebian,
  mayInstall,
  mayMakePython,
  mend,
  missingParts,
  refusal,
  systemFacts,
  updateLists,
} from './debian.mjs';
import { ROOT, readJson, stateFolder, writeJson } from './files.mjs';
import { addGpuLibrary, gpuWanted } from './gpu-library.mjs';
import { findJupyter } from './jupyter.mjs';
import { writeKernelSpec } from './kernel.mjs';
import { acquire } from './lock.js';
import { installPackages, packagesProblem } from './packages.mjs';
import { addPython, isOutdated } from './python.mjs';
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
      tellLosses({ root, env });
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
  if (packagesProblem(root) || gpuWanted({ root, env, retry }) || isOld({ root, env })) return false;
  return missingParts({ root, env }).every(
    (part) => !part.required && !worthTrying(part, { root, env, retry }),
  );
}

/** Whether Jupyter is in the project's own Python, and an update of the project wants other versions. */
const isOld = ({ root, env }) => isOutdated(findJupyter({ root, env })?.python, root);

/** An optional part is tried once: a start must not wait each time for what cannot be had. */
function worthTrying(part, { root, env, retry }) {
  const can =
    mayInstall(systemFacts({ env })) || (part.name === 'Chromium' && canFetchChromium({ root, env }));
  return can && (retry || !failures(root)[part.name]);
}

const failuresFile = (root) => path.join(stateFolder(root), 'not-installed.json');
const failures = (root) => readJson(failuresFile(root)) ?? {};

async function bringInPlace({ root, env, retry, onStart }) {
  const facts = systemFacts({ env });
  // Before the minute that npm takes: whoever has to install something should hear of it at once.
  if (!(await hasPython({ root, env, onStart }, facts))) return false;
  const problem = packagesProblem(root);
  if (problem)
    await during(`Installing the node packages (${problem})`, () => installPackages({ root, env, onStart }));
  await addSystemParts({ root, env, retry, onStart }, facts);
  await addChromium({ root, env, retry, onStart });
  writeKernelSpec({ root });
  if (gpuWanted({ root, env, retry })) await addGpuLibrary({ root, env, onStart });
  tellLosses({ root, env });
  return true;
}

/** Whether Jupyter is there, or will be: where Debian's packages may not be installed, a Python of the project's own is made. */
async function hasPython({ root, env, onStart }, facts) {
  const needed = missingParts({ root, env }).filter(({ required }) => required);
  if (needed.length === 0 && !isOld({ root, env })) return true;
  if (needed.length > 0 && mayInstall(facts)) return true;
  if (!mayMakePython(facts)) {
    process.stderr.write(`${refusal(needed, facts)}\n`);
    return needed.length === 0;
  }
  try {
    await makePython({ root, env, onStart });
    return true;
  } catch (error) {
    process.stderr.write(`${refusal(needed, facts, error.message)}\n`);
    return false;
  }
}

async function makePython(options) {
  await during('Making a Python with Jupyter in .ddr/python', () => addPython(options));
  if (!findJupyter({ ...options, fresh: true })) throw new Error('the Python in .ddr/python has no Jupyter');
}

async function addSystemParts({ root, env, retry, onStart }, facts) {
  if (!mayInstall(facts)) return;
  const wanted = missingParts({ root, env }).filter(
    (part) => part.required || worthTrying(part, { root, env, retry }),
  );
  if (wanted.length === 0) return;
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
  for (const part of wanted) {
    const present = part.present({ root, env });
    if (!present && part.required && mayMakePython(facts)) await makePython({ root, env, onStart });
    else if (!present && part.required)
      throw new Error(`${part.name} is missing though ${part.packages.join(', ')} is installed.`);
    else noteFailure(root, part.name, present ? undefined : 'its packages could not be installed');
  }
}

/** Keeps why a part could not be had, so that not every start tries; nothing where it could. */
function noteFailure(root, name, reason) {
  const failed = failures(root);
  delete failed[name];
  if (reason !== undefined) failed[name] = { at: new Date().toISOString(), reason };
  writeJson(failuresFile(root), failed);
}

/** Where no browser can be had from the system, Playwright's own installer brings one. */
async function addChromium({ root, env, retry, onStart }) {
  if (findChromium({ root, env }) || !canFetchChromium({ root, env })) return;
  if (failures(root).Chromium?.fetched === false && !retry) return;
  try {
    await fetchChromium({ root, env, onStart });
    noteFailure(root, 'Chromium');
  } catch (error) {
    say(`${error.message}.`);
    const failed = { at: new Date().toISOString(), reason: error.message, fetched: false };
    writeJson(failuresFile(root), { ...failures(root), Chromium: failed });
  }
}

async function addOneByOne(parts, options) {
  for (const part of parts) {
    try {
      await during(`Installing ${part.name}`, () => installDebian(part.packages, options));
    } catch {
      // Told where it is looked for.
    }
  }
}

/** One line for each optional part that is not here. */
function tellLosses({ root, env }) {
  const parts = missingParts({ root, env });
  const facts = { ...systemFacts({ env }), python: findJupyter({ root, env })?.python };
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
