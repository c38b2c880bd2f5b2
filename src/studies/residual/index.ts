export { checkGlobalResidual, checkAdversarialLearning, checkPerceptualOrVerdict } from './residual';
export { checkTransformers } from './transformers';
