export { thirdPartyWeights } from './third-party';
export { checkExternalNetworks } from './claims';
