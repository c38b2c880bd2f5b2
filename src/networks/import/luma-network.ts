import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { createImage, luma } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';

/** The Y of images N x H x W x 3, as N x H x W x 1 (BT.601 as MATLAB has it, see `luma`). */
export function lumaOf({ data, dims: [count, height, width] }: Numbers): Numbers {
  const y = Float32Array.from(luma({ height, width: count * width, data }));
  return { data: y, dims: [count, height, width, 1] };
}

/**
 * Images of the Y that a network made, N x sH x sW x 1, and the colours of what it was given, N x H x W x 3, enlarged
 * bicubically: as super-resolution of luma alone is shown in colour (Dong et al. 2014).
 */
export function withColours(y: Numbers, given: Numbers): Numbers {
  const [count, height, width] = y.dims;
  const [, lowHeight, lowWidth] = given.dims;
  const data = new Float32Array(count * height * width * 3);
  for (let n = 0; n < count; n++) {
    const size = lowHeight * lowWidth * 3;
    const rgb = given.data.subarray(n * size, (n + 1) * size);
    const low = createImage(lowHeight, lowWidth, opponents(rgb));
    const colours = resize(low, { height, width }).data;
    const start = n * height * width;
    for (let i = 0; i < height * width; i++) {
      const white = (255 * y.data[start + i] - 16) / 219;
      const [blue, red] = [colours[3 * i], colours[3 * i + 1]];
      const at = 3 * (start + i);
      data[at] = white + red;
      data[at + 1] = white - (0.114 * blue + 0.299 * red) / 0.587;
      data[at + 2] = white + blue;
    }
  }
  return { data, dims: [count, height, width, 3] };
}

/** B - Y and R - Y of each pixel, which are Cb and Cr but for their scale; the third place is empty. */
function opponents(rgb: Float32Array): Float32Array {
  const result = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const white = 0.299 * rgb[i] + 0.587 * rgb[i + 1] + 0.114 * rgb[i + 2];
    result[i] = rgb[i + 2] - white;
    result[i + 1] = rgb[i] - white;
  }
  return result;
}
