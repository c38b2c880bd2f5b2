import { statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Image } from '@ddr-lab/images/image';
import type { DegradationEstimate, Rank } from '../../src/estimation/estimate';
import type { Estimate } from '../../src/estimation/reading';
import { forTerminal } from '../for-terminal';
import { progressBar } from '../progress-bar';
import { naming } from '../naming';

interface DegradationFlags {
  json?: boolean;
}

export function addDegradation(program: Command): void {
  program
    .command('degradation')
    .description(
      'Estimates what degradation images carry: the width of a blur, the level of noise, and their order.',
    )
    .argument('<files...>', 'images (PNG, JPEG, BMP, WebP or TIFF), folders of them, or data sets by name')
    .option('--json', 'print JSON to standard output (default: a table)')
    .addHelpText(
      'after',
      `
blur     standard deviation of a Gaussian, in pixels of the image as given
blur HR  the same in HR pixels, if the image is an LR image of the x4 model of blind super-resolution
noise    standard deviation of Gaussian noise, in 8-bit levels
rank     1 for the least of the images given; a range where the intervals leave it open

Brackets hold the true number nine times of ten. Warnings follow the table, a line each, where an image is not like those that
the estimates were fitted on: too small, flat, of more blur or noise. An image that cannot be read ends the command with status 2.

Examples:
  ddr degradation photo.png
  ddr degradation a.png b.jpg photos --json`,
    )
    .action(degradationCommand);
}

/** An image that is read when it is its turn. */
interface Named {
  readonly name: string;
  readonly read: () => Promise<Image>;
}

async function degradationCommand(given: string[], { json }: DegradationFlags): Promise<void> {
  const { estimateDegradation } = await import('../../src/estimation/estimate');
  const images: Named[] = [];
  for (const one of given) images.push(...(await imagesOf(one)));
  const bar = progressBar('degradation');
  const estimates = await estimateDegradation(
    images.map(
      ({ name, read }) =>
        () =>
          naming(name, read),
    ),
    { onProgress: bar },
  ).finally(() => bar.end());
  const rows = estimates.map((estimate, i) => ({ file: images[i].name, ...estimate }));
  if (json) {
    process.stdout.write(`${JSON.stringify(rows.map(plain), undefined, 2)}\n`);
    return;
  }
  const { tableText } = await import('@ddr-lab/book/cells/table-format');
  process.stdout.write(`${tableText(tableOf(rows))}\n`);
  for (const { file, warnings } of rows) {
    for (const warning of warnings) process.stdout.write(`${forTerminal(`${file}: ${warning}`)}\n`);
  }
}

/** The image of a file, or those of a folder or a set. */
async function imagesOf(given: string): Promise<Named[]> {
  const { setNames, openSet } = await import('../../src/images/sets/open');
  const { readImage } = await import('@ddr-lab/images/io');
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder && !setNames().includes(given)) return [{ name: given, read: () => readImage(given) }];
  const set = await openSet(given);
  return Array.from({ length: set.count }, (_, i) => {
    const label = set.label?.(i) ?? String(i);
    return { name: isFolder ? path.join(given, label) : `${given} ${label}`, read: () => set.read(i) };
  });
}

type Row = DegradationEstimate & { readonly file: string };

/** With null for what nothing tells, which JSON would leave out. */
function plain({ file, blur, blurHr, noise, rank, grey, warnings }: Row): object {
  return {
    file,
    blur: blur ?? null,
    blurHr: blurHr ?? null,
    noise: noise ?? null,
    rank: { blur: rank.blur ?? null, noise: rank.noise ?? null },
    grey,
    warnings,
  };
}

function tableOf(rows: readonly Row[]): {
  columns: string[];
  rows: string[][];
  numeric: boolean[];
} {
  const ranked = rows.length > 1;
  return {
    columns: [
      'image',
      'blur (px)',
      'blur HR (px)',
      'noise (levels)',
      ...(ranked ? ['rank by blur', 'by noise'] : []),
    ],
    rows: rows.map(({ file, blur, blurHr, noise, rank }) => [
      forTerminal(file),
      estimateText(blur, 2),
      estimateText(blurHr, 1),
      estimateText(noise, 1),
      ...(ranked ? [rankText(rank.blur), rankText(rank.noise)] : []),
    ]),
    numeric: [false, true, true, true, true, true],
  };
}

function estimateText(estimate: Estimate | undefined, digits: number): string {
  if (!estimate) return '–';
  const { value, low, high } = estimate;
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

function rankText(rank: Rank | undefined): string {
  if (!rank) return '–';
  const { place, low, high } = rank;
  return low === high ? String(place) : `${place} (${low} to ${high})`;
}
