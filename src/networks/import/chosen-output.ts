import type { Size } from './find-size';

/**
 * The output that is an image, as much enlarged as its input is, of several; the first where none is.
 *
 * @param imageOf rows and columns of an output that is an image for one of the given size.
 * @param refuse throws where more than one is.
 */
export function chosenOutput(
  outputs: readonly string[],
  imageOf: (name: string) => Size | undefined,
  size: Size,
  refuse: (why: string) => never,
): string {
  if (outputs.length === 1) return outputs[0];
  const images = outputs.flatMap((name) => {
    const found = imageOf(name);
    return found && found.height * size.width === found.width * size.height ? [{ name, ...found }] : [];
  });
  if (images.length > 1) {
    const words = images.map(({ name, height, width }) => `${name} (${height} x ${width})`);
    return refuse(
      `${images.length} of its outputs are images, ${words.join(', ')} for one of ${size.height} x ${size.width}: say which is meant, ` +
        `{ output: '${images[0].name}' } (ddr: --output ${images[0].name})`,
    );
  }
  return images[0]?.name ?? outputs[0];
}
