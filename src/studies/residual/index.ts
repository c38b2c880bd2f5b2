export {
  checkGlobalResidual,
  checkAdversarialLearning,
  checkPerceptualOrVerdict,
  type MseAndGan,
  type MapShare,
  type Teachers,
} from './residual';
