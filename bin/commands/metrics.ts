import { Option, type Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import type { QualityOptions } from '../../src/metrics/comparable';
import type { Metric } from '../../src/metrics/metric';
import { metrics } from '../../src/metrics/metrics';
import { parseWhole } from './whole';

/** A command for each built-in metric: `ddr psnr`, `ddr ssim`, `ddr niqe` ... */
export function addMetrics(program: Command): void {
  for (const metric of metrics) {
    const command = program.command(metric.name).description(metric.summary);
    if (metric.reference) addPair(command, metric);
    else addFiles(command, metric);
  }
}

/** A metric of an image and its original. */
function addPair(command: Command, { name, luma, apply }: Metric): void {
  command
    .argument('<a>', 'an image (PNG, JPEG, BMP, WebP or TIFF)')
    .argument('<b>', 'an image of the same size');
  if (luma) {
    command.addOption(
      new Option(
        '--channel <name>',
        'rgb: all three channels; y: BT.601 luma as MATLAB and the field have it',
      )
        .choices(['rgb', 'y'])
        .default('rgb'),
    );
  }
  command
    .option('--border <pixels>', "pixels left out along each border; the field takes x4's 4", parseWhole, 0)
    .addHelpText(
      'after',
      `\nExample:\n  ddr ${name} restored.png original.png${luma ? ' --channel y' : ''} --border 4`,
    )
    .action(async (a: string, b: string, { channel, border = 0 }: QualityOptions) => {
      const { withinBorder } = await import('../../src/metrics/comparable');
      const [output, original] = await readPair(a, b);
      console.log(await apply(withinBorder(output, border), withinBorder(original, border), channel));
    });
}

/** A metric that needs no original. */
function addFiles(command: Command, { name, apply }: Metric): void {
  command
    .argument('<files...>', 'images (PNG, JPEG, BMP, WebP or TIFF)')
    .addHelpText(
      'after',
      '\nOf several files each line begins with the name of one, and the last gives the mean.\n\n' +
        `Examples:\n  ddr ${name} restored.png\n  ddr ${name} bicubic.png srresnet.png srgan.png`,
    )
    .action(async (files: string[]) => {
      const { readImage } = await import('@ddr-lab/images/io');
      let sum = 0;
      for (const file of files) {
        const image = await readImage(file);
        const value = await named(file, () => apply(image, image));
        sum += value;
        console.log(files.length > 1 ? `${file}\t${value}` : String(value));
      }
      if (files.length > 1) console.log(`mean\t${sum / files.length}`);
    });
}

/** What goes wrong with a file's image, by the file's name. */
async function named<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

/**
 * Reads two images of one size.
 *
 * @throws InputError naming the file that cannot be read, or both files and their sizes.
 */
async function readPair(a: string, b: string): Promise<[Image, Image]> {
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
