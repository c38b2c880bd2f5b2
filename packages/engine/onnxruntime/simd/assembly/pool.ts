import {
  channels,
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

/** The greatest of each window, which must be within the image where it is not padding; NaN is passed over. */
export function maxPool(x: usize, out: usize): void {
  for (let row = 0; row < outHeight; row++) {
    const top = row * strideHeight - padTop;
    const firstRow = max(0, top);
    const lastRow = min(height, top + filterHeight);
    for (let column = 0; column < outWidth; column++) {
      const left = column * strideWidth - padLeft;
      const firstColumn = max(0, left);
      const lastColumn = min(width, left + filterWidth);
      const to = out + pixel(row, column, outWidth);
      for (let channel = 0; channel < channels; channel += 4) {
        let best = f32x4.splat(-Infinity);
        for (let i = firstRow; i < lastRow; i++) {
          for (let j = firstColumn; j < lastColumn; j++) {
            best = f32x4.pmax(best, v128.load(x + pixel(i, j, width) + ((<usize>channel) << 2)));
          }
        }
        v128.store(to + ((<usize>channel) << 2), best);
      }
    }
  }
}

/** dx += dy at the first of the greatest of each window; nowhere where all are NaN or -Infinity. */
export function maxPoolGradient(x: usize, dy: usize, dx: usize): void {
  for (let row = 0; row < outHeight; row++) {
    const top = row * strideHeight - padTop;
    const firstRow = max(0, top);
    const lastRow = min(height, top + filterHeight);
    for (let column = 0; column < outWidth; column++) {
      const left = column * strideWidth - padLeft;
      const firstColumn = max(0, left);
      const lastColumn = min(width, left + filterWidth);
      const from = dy + pixel(row, column, outWidth);
      for (let channel = 0; channel < channels; channel += 4) {
        const offset = (<usize>channel) << 2;
        let best = f32x4.splat(-Infinity);
        for (let i = firstRow; i < lastRow; i++) {
          for (let j = firstColumn; j < lastColumn; j++) {
            best = f32x4.pmax(best, v128.load(x + pixel(i, j, width) + offset));
          }
        }
        const gradient = v128.load(from + offset);
        // Lanes behind the last channel belong to the next pixel.
        const lanes = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(channels - channel));
        let open = v128.and(lanes, f32x4.gt(best, f32x4.splat(-Infinity)));
        for (let i = firstRow; i < lastRow; i++) {
          for (let j = firstColumn; j < lastColumn; j++) {
            const at = pixel(i, j, width) + offset;
            const here = v128.and(open, f32x4.eq(v128.load(x + at), best));
            open = v128.andnot(open, here);
            const sum = f32x4.add(v128.load(dx + at), gradient);
            v128.store(dx + at, v128.bitselect(sum, v128.load(dx + at), here));
          }
        }
      }
    }
  }
}

/** The mean of what each window holds of the image; NaN where that is nothing. */
export function averagePool(x: usize, out: usize): void {
  for (let row = 0; row < outHeight; row++) {
    const top = row * strideHeight - padTop;
    const firstRow = max(0, top);
    const lastRow = min(height, top + filterHeight);
    for (let column = 0; column < outWidth; column++) {
      const left = column * strideWidth - padLeft;
      const firstColumn = max(0, left);
      const lastColumn = min(width, left + filterWidth);
      const count = f32x4.splat(<f32>(max(0, lastRow - firstRow) * max(0, lastColumn - firstColumn)));
      const to = out + pixel(row, column, outWidth);
      for (let channel = 0; channel < channels; channel += 4) {
        let sum = f32x4.splat(0);
        for (let i = firstRow; i < lastRow; i++) {
          for (let j = firstColumn; j < lastColumn; j++) {
            sum = f32x4.add(sum, v128.load(x + pixel(i, j, width) + ((<usize>channel) << 2)));
          }
        }
        v128.store(to + ((<usize>channel) << 2), f32x4.div(sum, count));
      }
    }
  }
}

/** dx = the sum of dy / count of the windows that hold a pixel, count being how much of the image each holds. */
export function averagePoolGradient(dy: usize, dx: usize): void {
  for (let row = 0; row < height; row++) {
    const firstRow = firstWindow(row + padTop, filterHeight, strideHeight);
    const lastRow = min(outHeight - 1, (row + padTop) / strideHeight);
    for (let column = 0; column < width; column++) {
      const firstColumn = firstWindow(column + padLeft, filterWidth, strideWidth);
      const lastColumn = min(outWidth - 1, (column + padLeft) / strideWidth);
      const to = dx + pixel(row, column, width);
      for (let channel = 0; channel < channels; channel += 4) {
        let sum = f32x4.splat(0);
        for (let i = firstRow; i <= lastRow; i++) {
          const high = within(i * strideHeight - padTop, filterHeight, height);
          for (let j = firstColumn; j <= lastColumn; j++) {
            const count = high * within(j * strideWidth - padLeft, filterWidth, width);
            const gradient = v128.load(dy + pixel(i, j, outWidth) + ((<usize>channel) << 2));
            sum = f32x4.add(sum, f32x4.div(gradient, f32x4.splat(<f32>count)));
          }
        }
        v128.store(to + ((<usize>channel) << 2), sum);
      }
    }
  }
}

/** The first window that holds a place, counted with the padding. */
function firstWindow(place: i32, size: i32, stride: i32): i32 {
  return place < size ? 0 : (place - size) / stride + 1;
}

/** How much of a window lies within an axis. */
function within(start: i32, size: i32, length: i32): i32 {
  return min(length, start + size) - max(0, start);
}
