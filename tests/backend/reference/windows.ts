/** TensorFlow's ways to pad: by name, by so much on every side, or [top, bottom, left, right]. */
export type Padding = 'same' | 'valid' | number | readonly [number, number, number, number];

/** For one place of a window: pairs of the position in the window and in the image, those outside left out. */
export type Taps = readonly (readonly [inWindow: number, inImage: number])[];

/** Where a sliding window meets the image, along rows and along columns. */
export function windows(
  image: readonly [number, number],
  window: readonly [number, number],
  options: { stride?: readonly [number, number]; dilation?: readonly [number, number]; pad: Padding },
): { rows: readonly Taps[]; columns: readonly Taps[] } {
  const { stride = [1, 1], dilation = [1, 1], pad } = options;
  const [rows, columns] = [0, 1].map((axis) => {
    const reach = (window[axis] - 1) * dilation[axis] + 1;
    const [before, after] =
      typeof pad === 'object'
        ? [pad[2 * axis], pad[2 * axis + 1]]
        : typeof pad === 'number'
          ? [pad, pad]
          : pad === 'valid'
            ? [0, 0]
            : samePadding(image[axis], reach, stride[axis]);
    const places = Math.floor((image[axis] + before + after - reach) / stride[axis]) + 1;
    return Array.from({ length: places }, (_, place) =>
      Array.from(
        { length: window[axis] },
        (_, i) => [i, place * stride[axis] + i * dilation[axis] - before] as const,
      ).filter(([, position]) => position >= 0 && position < image[axis]),
    );
  });
  return { rows, columns };
}

/** As many places as image / stride, rounded up; the odd one of the padding comes after. */
function samePadding(image: number, reach: number, stride: number): [number, number] {
  const total = Math.max((Math.ceil(image / stride) - 1) * stride + reach - image, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
