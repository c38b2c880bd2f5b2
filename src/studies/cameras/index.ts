export {
  openCameras,
  cameraPatches,
  equalised,
  cameraScores,
  checkRealWorld,
  camerasFigure,
  type Cameras,
  type CameraScores,
} from './cameras';
