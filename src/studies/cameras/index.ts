export {
  openCameras,
  cameraPatches,
  equalised,
  cameraScores,
  checkRealWorld,
  camerasFigure,
  type CameraSet,
  type Cameras,
  type CameraPatchesOptions,
  type CameraScores,
} from './cameras';
