export {
  restorationGains,
  checkMotivation,
  checkMotivationAveraged,
  type Method,
  type Restorer,
  type RestorationGainRow,
} from './motivation';
