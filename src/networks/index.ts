/** Networks: built, loaded, imported from the weights of others, saved, run. */
export { loadNetwork } from './load-network';
export { buildNetwork, saveNetwork, type Network, type NetworkSpec } from './network';
export { type GraphNetwork, disposeNetwork, isGraphNetwork, type Tappable } from './tappable';
export { importNetwork } from './import/import-network';
export { importWeights, readWeightFile } from './import/import-weights';
export { degradationChain } from './degradation-chain';
export { networkFrom } from './import/recognise';
export { responseOf } from './import/response';
export { networkName } from './network-name';
export { superResolve } from './super-resolve';
