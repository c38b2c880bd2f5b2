// The kernels of t-SNE, in AssemblyScript: `npm run wasm` compiles them to ../kernels.wasm.
export { convolveColumns, kernelSpectrum, restoreRows, transformRows } from './convolve';
export { distanceRows } from './distances';
export { gaussians } from './gaussians';
export { gather, spread } from './grid';
export { neighbourCost, neighbourForces } from './neighbours';
export { repelPairs } from './pairs';
export { planeCost, planeForces } from './plane';
export { spaceCost, spaceForces } from './space';
