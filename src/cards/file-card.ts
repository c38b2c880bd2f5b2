import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { ImportOptions } from '../networks/import/recognised';
import { closeNetworks, openNetworks, type OpenedNetwork } from '../reports/open-networks';
import { measureFile, type MeasuredFile, type MeasureFileOptions } from './measure-file';
import { chiTable, qualityTable } from './results';

/** What `writeFileCard` takes. */
export interface FileCardOptions extends MeasureFileOptions {
  /** The card's file; default beside the weights, `net.md` beside `net.pth`. */
  readonly out?: string;
  /** What the weight file does not say. */
  readonly network?: ImportOptions;
}

/** By this a card of ours is known, which may be replaced. */
const MARK = '<!-- ddr-lab: card of a weight file -->';

/**
 * Measures a network from a weight file of any format, and writes its card as Markdown.
 *
 * @returns the card's file.
 * @throws InputError as `importNetwork`, and where the card's file is there and is no card of a weight file.
 */
export async function writeFileCard(file: string, options: FileCardOptions = {}): Promise<string> {
  const { out = defaultCard(file), network: told, ...measuring } = options;
  await checkCard(out);
  const opened = await openNetworks([file], told);
  try {
    const measured = await measureFile(opened[0], measuring);
    // Asked again, since all that took a while.
    await checkCard(out);
    await writeWhole(out, fileCardText(opened[0], measured, await bytesOf(file)));
  } finally {
    closeNetworks(opened);
  }
  return out;
}

/** `folder/net.md` for `folder/net.pth`. */
function defaultCard(file: string): string {
  const { dir, base } = path.parse(file);
  return path.join(dir, `${base.replace(/(?<=.)\.[A-Za-z]\w{0,10}$/, '')}.md`);
}

async function checkCard(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (!found) return;
  const text = found.isFile() ? await readFile(out, 'utf8') : '';
  if (text.includes(MARK)) return;
  throw new InputError(`${out}: is there, and no card of a weight file; name another file with --out.`);
}

/** Size of a weight file; undefined for a model in several files. */
async function bytesOf(file: string): Promise<number | undefined> {
  const { size, isFile } = await stat(file).then((found) => ({ size: found.size, isFile: found.isFile() }));
  return isFile && !file.endsWith('.json') ? size : undefined;
}

/** The card of a network from somebody's weight file. */
function fileCardText(opened: OpenedNetwork, measured: MeasuredFile, bytes?: number): string {
  const { name, file, architecture, scale, shrunk, fixed, warnings } = opened;
  const { quality, chi, notes } = measured;
  const size = bytes === undefined ? [] : [bytes < 1e5 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`];
  const enlarging = scale === undefined ? 'no image as output' : `x${scale}`;
  const only = fixed ? [`images of ${fixed.height} x ${fixed.width} alone`] : [];
  const about = [...size, architecture, enlarging, ...only].map(inline).join(', ');
  const said = [...warnings.map((text) => `${text}.`), ...notes];
  const parts = [
    `# ${inline(name)}`,
    MARK,
    `Weights: ${code(file)} (${about}). This card is written by \`ddr card\` from what it measured.`,
    ...(said.length > 0 ? [`To be known:\n\n${said.map((text) => `- ${inline(text)}`).join('\n')}`] : []),
    '## What it can do',
    ...(quality.length > 0 ? [`${qualityWords(fixed !== undefined)}:\n\n${qualityTable(quality)}`] : []),
    ...(chi.length > 0 ? [`${chiWords(chi[0], shrunk)}:\n\n${chiTable(chi)}`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const qualityWords = (cut: boolean): string =>
  `PSNR and SSIM on ${cut ? "the images' middles" : 'whole images'} (luma, as many pixels cut off along the borders as the scale; LR by MATLAB's bicubic), the mean over the images`;

const chiWords = ({ degradations, runs }: MeasuredFile['chi'][number], shrunk: number): string =>
  `Clusters by degradation (${degradations.join(', ')}) of images ${shrunk === 1 ? 'as they are' : `shrunk by ${shrunk}`}: CHI of the t-SNE points, mean and standard deviation over ${runs} ${runs === 1 ? 'run' : 'runs'}`;

/** Text within a line of Markdown: what would be markup is escaped. */
function inline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|]/g, '\\$&');
}

/** A file's name as code; names with backticks as text. */
function code(file: string): string {
  return file.includes('`') ? inline(file) : `\`${file.replace(/\s+/g, ' ')}\``;
}
