// The kernels of BM3D, in AssemblyScript: `npm run wasm` compiles them to ../kernels.wasm.
export { filterRow } from './filter';
export { matchCoefficients, matchPixels } from './matching';
export { transformPatches, transformPixels } from './transform';
