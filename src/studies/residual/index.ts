export { checkAdversarialLearning, checkGlobalResidual } from './claims';
