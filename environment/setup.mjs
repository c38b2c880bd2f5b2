// Makes this folder ready to run: node packages, Jupyter, Chromium, the notebook kernel. Whatever is already
// there is left alone, so that a second start finds everything in place in a fraction of a second.
//
//   node environment/setup.mjs [--retry]     --retry: also what could not be installed last time
//
// Uses nothing but Node's own modules, and nothing newer than Node 14 in this file, so that an old Node can
// still read it and say that it is too old.
import process from 'node:process';
import { nodeProblem } from './node.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
} else {
  import('./install.mjs')
    .then(({ install }) => install({ retry: process.argv.includes('--retry') }))
    .then((ready) => {
      process.exitCode = ready ? 0 : 1;
    });
}
