// Brings what networks need to run on a GPU.
//
//   node environment/gpu.mjs [--retry]     TensorFlow's native library for tfjs-node-gpu, where there is an NVIDIA
//                                          GPU. Set-up calls this by itself, once; --retry: although it failed
//   node environment/gpu.mjs webgpu        Dawn and tfjs's WebGPU backend, for a GPU of any maker; only by hand
//
// See docs/environment.md for why neither is an install script.
import process from 'node:process';
import { addGpuLibrary, gpuState, gpuWanted } from './gpu-library.mjs';
import { say } from './say.mjs';
import { addWebgpu, webgpuState } from './webgpu-packages.mjs';

const [what, ...rest] = process.argv.slice(2).filter((argument) => argument !== '--retry');
if (rest.length > 0 || (what !== undefined && what !== 'webgpu')) {
  process.stderr.write(
    `gpu.mjs: ${[what, ...rest].join(' ')} is not known. It takes nothing, --retry, or webgpu.\n`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = (await (what === 'webgpu' ? bringWebgpu() : bringLibrary())) ? 0 : 1;
}

async function bringWebgpu() {
  const { version, problem } = webgpuState();
  if (problem && !(await addWebgpu())) return false;
  say(`Dawn ${version} is in place. \`npx ddr doctor\` tells which GPU it finds.`);
  return true;
}

async function bringLibrary() {
  const state = gpuState();
  if (gpuWanted({ retry: process.argv.includes('--retry') })) return addGpuLibrary();
  if (!state.seen) {
    say('No NVIDIA GPU was found here, so nothing was downloaded.');
    return true;
  }
  if (!state.package) {
    say(
      '@tensorflow/tfjs-node-gpu is not installed. `node environment/setup.mjs` installs the node packages.',
    );
    return false;
  }
  if (state.library) {
    say(`The library is in place (${state.seen}).`);
    return true;
  }
  say(
    `The download failed before: ${state.failure.reason}. \`node environment/gpu.mjs --retry\` tries again.`,
  );
  return false;
}
