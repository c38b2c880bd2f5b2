// Brings TensorFlow's native library for tfjs-node-gpu, where there is an NVIDIA GPU. Set-up calls this by
// itself, once; by hand:
//
//   node environment/gpu.mjs [--retry]     --retry: although it failed before
//
// See docs/environment.md for why this is not an install script.
import process from 'node:process';
import { addGpuLibrary, gpuState, gpuWanted } from './gpu-library.mjs';
import { say } from './say.mjs';

const state = gpuState();
if (gpuWanted({ retry: process.argv.includes('--retry') })) {
  process.exitCode = (await addGpuLibrary()) ? 0 : 1;
} else if (!state.seen) {
  say('No NVIDIA GPU was found here, so nothing was downloaded.');
} else if (!state.package) {
  say('@tensorflow/tfjs-node-gpu is not installed. `node environment/setup.mjs` installs the node packages.');
  process.exitCode = 1;
} else if (state.library) {
  say(`The library is in place (${state.seen}).`);
} else {
  say(
    `The download failed before: ${state.failure.reason}. \`node environment/gpu.mjs --retry\` tries again.`,
  );
  process.exitCode = 1;
}
