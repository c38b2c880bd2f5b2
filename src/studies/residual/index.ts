export { checkGlobalResidual, checkAdversarialLearning, checkPerceptualOrVerdict } from './residual';
