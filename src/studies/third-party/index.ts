export { thirdPartyWeights, checkExternalNetworks } from './third-party';
