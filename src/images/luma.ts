import type { Image } from './image';

/**
 * The Y of BT.601 as MATLAB's `rgb2ycbcr` defines it, over 255: 16/255 for black, 235/255 for white.
 * Height x width samples in float64, not rounded to 8 bits (as BasicSR and scikit-image, unlike MATLAB on
 * uint8 images). The channel on which the field reports PSNR and SSIM.
 */
export function luma(image: Image): Float64Array {
  const { data } = image;
  const y = new Float64Array(data.length / 3);
  for (let i = 0; i < y.length; i++) {
    const at = i * 3;
    y[i] = (16 + 65.481 * data[at] + 128.553 * data[at + 1] + 24.966 * data[at + 2]) / 255;
  }
  return y;
}
