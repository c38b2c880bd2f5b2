export { cameraPatches, openCameras, type Cameras, cameraScores, type CameraScores } from './cameras';
export { camerasFigure } from './figures';
export { checkRealWorld } from './claims';
