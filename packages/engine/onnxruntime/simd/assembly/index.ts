// The loops that tensors run through, in AssemblyScript; `npm run wasm` compiles them to ../module.ts.
export * from './binary';
export * from './unary';
export * from './compare';
export * from './reduce';
export * from './transpose';
export { setWindow } from './window';
export * from './pool';
export * from './depthwise';
export * from './resize';
