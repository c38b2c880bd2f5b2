// How a window of taps moves over an image: height x width x channels, float32. What lies behind an image's
// end may be read, and behind a result's be written, up to a whole four.

export let height: i32 = 0;
export let width: i32 = 0;
export let channels: i32 = 0;
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
export let filterHeight: i32 = 0;
export let filterWidth: i32 = 0;
export let strideHeight: i32 = 0;
export let strideWidth: i32 = 0;
export let dilationHeight: i32 = 0;
export let dilationWidth: i32 = 0;
export let padTop: i32 = 0;
export let padLeft: i32 = 0;

/** Says for all that follows how large the images are, and the window and its steps. */
export function setWindow(
  imageHeight: i32,
  imageWidth: i32,
  imageChannels: i32,
  resultHeight: i32,
  resultWidth: i32,
  windowHeight: i32,
  windowWidth: i32,
  stepHeight: i32,
  stepWidth: i32,
  apartHeight: i32,
  apartWidth: i32,
  top: i32,
  left: i32,
): void {
  height = imageHeight;
  width = imageWidth;
  channels = imageChannels;
  outHeight = resultHeight;
  outWidth = resultWidth;
  filterHeight = windowHeight;
  filterWidth = windowWidth;
  strideHeight = stepHeight;
  strideWidth = stepWidth;
  dilationHeight = apartHeight;
  dilationWidth = apartWidth;
  padTop = top;
  padLeft = left;
}

/** A pixel of an image so wide, in bytes from its start. */
export function pixel(row: i32, column: i32, wide: i32): usize {
  return (<usize>((row * wide + column) * channels)) << 2;
}
