// The kernels of t-SNE, in AssemblyScript: `npm run wasm` compiles them to ../kernels.wasm.
export { distanceRows } from './distances';
export { gaussians } from './gaussians';
export { planeForces, planeCost } from './plane';
export { spaceForces, spaceCost } from './space';
