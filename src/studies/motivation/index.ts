export { restorationGains, type Method, type RestorationGainRow, type Restorer } from './restoration-gain';
export { checkMotivation, checkMotivationAveraged } from './claims';
