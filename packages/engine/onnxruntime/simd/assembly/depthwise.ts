import { high, low } from './lanes';
import {
  channels,
  dilationHeight,
  dilationWidth,
  filterHeight,
  filterWidth,
  height,
  outHeight,
  outWidth,
  padLeft,
  padTop,
  pixel,
  strideHeight,
  strideWidth,
  width,
} from './window';

/** out = the sum of x times the filter (one for each channel) in each window. */
export function depthwise(x: usize, filter: usize, out: usize): void {
  for (let row = 0; row < outHeight; row++) {
    const top = row * strideHeight - padTop;
    for (let column = 0; column < outWidth; column++) {
      const left = column * strideWidth - padLeft;
      const to = out + pixel(row, column, outWidth);
      for (let channel = 0; channel < channels; channel += 4) {
        const offset = (<usize>channel) << 2;
        let sum = f32x4.splat(0);
        for (let i = 0; i < filterHeight; i++) {
          const r = top + i * dilationHeight;
          if (r < 0 || r >= height) continue;
          for (let j = 0; j < filterWidth; j++) {
            const c = left + j * dilationWidth;
            if (c < 0 || c >= width) continue;
            const weight = v128.load(filter + pixel(i, j, filterWidth) + offset);
            sum = f32x4.add(sum, f32x4.mul(v128.load(x + pixel(r, c, width) + offset), weight));
          }
        }
        v128.store(to + offset, sum);
      }
    }
  }
}

/** dx: the gradient of `depthwise` for its image. */
export function depthwiseInputGradient(dy: usize, filter: usize, dx: usize): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const to = dx + pixel(row, column, width);
      for (let channel = 0; channel < channels; channel += 4) {
        const offset = (<usize>channel) << 2;
        let sum = f32x4.splat(0);
        for (let i = 0; i < filterHeight; i++) {
          const down = row + padTop - i * dilationHeight;
          const r = down / strideHeight;
          if (down < 0 || r * strideHeight !== down || r >= outHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const across = column + padLeft - j * dilationWidth;
            const c = across / strideWidth;
            if (across < 0 || c * strideWidth !== across || c >= outWidth) continue;
            const weight = v128.load(filter + pixel(i, j, filterWidth) + offset);
            sum = f32x4.add(sum, f32x4.mul(v128.load(dy + pixel(r, c, outWidth) + offset), weight));
          }
        }
        v128.store(to + offset, sum);
      }
    }
  }
}

/**
 * sums += the gradient of `depthwise` for its filter; float64, channels filled up to whole fours. Only a row's
 * products are added in float32.
 */
export function depthwiseFilterGradient(x: usize, dy: usize, sums: usize): void {
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      for (let channel = 0; channel < channels; channel += 4, sums += 32) {
        const offset = (<usize>channel) << 2;
        let lower = v128.load(sums);
        let upper = v128.load(sums, 16);
        for (let row = 0; row < outHeight; row++) {
          const r = row * strideHeight - padTop + i * dilationHeight;
          if (r < 0 || r >= height) continue;
          let sum = f32x4.splat(0);
          for (let column = 0; column < outWidth; column++) {
            const c = column * strideWidth - padLeft + j * dilationWidth;
            if (c < 0 || c >= width) continue;
            const gradient = v128.load(dy + pixel(row, column, outWidth) + offset);
            sum = f32x4.add(sum, f32x4.mul(v128.load(x + pixel(r, c, width) + offset), gradient));
          }
          lower = f64x2.add(lower, low(sum));
          upper = f64x2.add(upper, high(sum));
        }
        v128.store(sums, lower);
        v128.store(sums, upper, 16);
      }
    }
  }
}
