import { type Image, luma } from '@ddr-lab/images/image';

/**
 * FAIG's measure of what masking changes: the mean squared difference of gradient magnitudes of 8-bit outputs, x 1000. Central differences with zeros
 * around, sqrt(.. + 1e-6), on luma; the published code means grey and takes the blue channel.
 */
export function gradientChange(a: readonly Image[], b: readonly Image[]): number {
  let [sum, count] = [0, 0];
  a.forEach((image, i) => {
    const [one, other] = [gradients(image), gradients(b[i])];
    one.forEach((value, at) => (sum += (value - other[at]) ** 2));
    count += one.length;
  });
  return (1000 * sum) / count;
}

function gradients(image: Image): Float64Array {
  const { height, width } = image;
  const grey = luma(image).map((value) => Math.round(value * 255) / 255);
  const at = (y: number, x: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : grey[y * width + x];
  return grey.map((_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    return Math.sqrt((at(y + 1, x) - at(y - 1, x)) ** 2 + (at(y, x + 1) - at(y, x - 1)) ** 2 + 1e-6);
  });
}
