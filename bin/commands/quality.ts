import { Option, type Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { parseWhole } from './whole';

/** The two image arguments and the options that `ddr psnr` and `ddr ssim` share. */
export function addQualityOptions(command: Command): Command {
  return command
    .argument('<a>', 'an image (PNG, JPEG, BMP, WebP or TIFF)')
    .argument('<b>', 'an image of the same size')
    .addOption(
      new Option(
        '--channel <name>',
        'rgb: all three channels; y: BT.601 luma as MATLAB and the field have it',
      )
        .choices(['rgb', 'y'])
        .default('rgb'),
    )
    .option('--border <pixels>', "pixels left out along each border; the field takes x4's 4", parseWhole, 0);
}

/**
 * Reads two images of one size.
 *
 * @throws InputError naming the file that cannot be read, or both files and their sizes.
 */
export async function readPair(a: string, b: string): Promise<[Image, Image]> {
  const { readImage } = await import('@ddr-lab/images/io');
  const pair: [Image, Image] = [await readImage(a), await readImage(b)];
  const [first, second] = pair;
  if (first.height !== second.height || first.width !== second.width) {
    const describe = (file: string, { width, height }: Image): string =>
      `${file} has ${width} x ${height} pixels`;
    throw new InputError(
      `Only images of one size can be compared: ${describe(a, first)}, ${describe(b, second)}.`,
    );
  }
  return pair;
}
