// What TypeScript (`ddr doctor`, the runner, the tests) asks about this machine, in one place. The types are in
// facts.d.mts beside this file.
export { findChromium } from './chromium.mjs';
export {
  SYSTEM_PARTS,
  isDebian,
  mayInstall,
  mayMakePython,
  mend,
  missingParts,
  refusal,
  systemFacts,
} from './debian.mjs';
export { ROOT, stateFolder } from './files.mjs';
export { FONTS, missingFonts } from './fonts.mjs';
export { addGpuLibrary, findGpu, gpuState, gpuWanted } from './gpu-library.mjs';
export { homeless } from './home.mjs';
export { install } from './install.mjs';
export { LAB_MODULES, NEEDED_MODULES, findJupyter, jupyterEnvironment } from './jupyter.mjs';
export { KERNEL, kernelFile, kernelProblem, kernelSpec, writeKernelSpec } from './kernel.mjs';
export { acquire, isStale } from './lock.js';
export { OLDEST_NODE, nodeProblem } from './node.mjs';
export { identify } from './owner.js';
export { packagesProblem } from './packages.mjs';
export { activePythons, addPython, howToGetPython, ownPython, pythons, waysToMake } from './python.mjs';
export { addWebgpu, webgpuState } from './webgpu-packages.mjs';
