export {
  restorationGains,
  checkMotivation,
  checkMotivationAveraged,
  type Method,
  type Restorer,
  type RestorationGainOptions,
  type RestorationGainRow,
  type MotivationResults,
} from './motivation';
