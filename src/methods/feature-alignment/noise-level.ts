/** The median of the absolute value of a standard normal number. */
const MEDIAN = 0.6745;

/**
 * The standard deviation of the white noise on images, from the images alone (Donoho and Johnstone 1994): the median of the absolute values of Haar's diagonal details over 0.6745. Few places of a picture have detail of this kind, so
 * its own edges hardly count; of noiseless pictures there remains what most places have.
 *
 * @param images N x side x side x 3, of an even side; in any unit.
 * @returns in the same unit, over all colours.
 */
export function noiseLevel(images: Float32Array, side: number): number {
  const details: number[] = [];
  const rows = images.length / (3 * side);
  for (let y = 0; y < rows; y += 2) {
    for (let x = 0; x < side; x += 2) {
      for (let channel = 0; channel < 3; channel++) {
        const at = 3 * (y * side + x) + channel;
        const below = at + 3 * side;
        details.push(Math.abs(images[at] - images[at + 3] - images[below] + images[below + 3]) / 2);
      }
    }
  }
  details.sort((a, b) => a - b);
  const half = details.length >> 1;
  const median = details.length % 2 ? details[half] : (details[half - 1] + details[half]) / 2;
  return median / MEDIAN;
}
