/** Notebook D2: whether video transformers need their frames aligned. */
export { blockAttention, type FollowRow, followRows, pixelAttention } from './attention';
export { checkVideoAlignment, type VideoNames } from './claims';
export {
  attentionFigure,
  type AttentionLook,
  type ClipSample,
  inputsFigure,
  looksFigure,
  motionFigure,
  degradationsFigure,
} from './figures';
export { type LookRow, lookRow } from './looks';
export { errorsOf, gainAt, type MotionErrors, motionErrors, pixelCount, psnrAt } from './motion-errors';
export { analysisOf, type ClipAnalysis, clipAnalyses, degradedClips, pixelAnalyses } from './representation';
export { inputOf, openMotionClips, type Way } from './test-clips';
