import { InvalidArgumentError, Option, type Command } from 'commander';

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
    .option(
      '--border <pixels>',
      "pixels left out along each border (the field: the network's scale)",
      whole,
      0,
    );
}

/** A whole number from 0 on, for commander. */
export function whole(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 on.');
}
