import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ownedFolder } from '../../environment/temporary';
import { ChromiumMissing } from '@ddr-lab/charts/chromium';
import { exportFigure, exportWithPicture, screenPicture } from '@ddr-lab/charts/export';
import type { PaperStyleOption } from '@ddr-lab/charts/paper-style';
import { InputError } from '@ddr-lab/base/errors';
import { replaceFile, writeWhole } from '@ddr-lab/base/files/write-whole';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { NetworkAnalyses } from './analyse-networks';
import { defaultStyle, inStyle } from '../charts/style';
import { reportFigures, type ReportFigures } from './figures';
import { reportPage } from './page';
import { reportFormat, reportText } from './report';
import { currentSignal } from '@ddr-lab/base/signal';

/** What `writeAnalysis` takes. */
export interface WriteAnalysisOptions {
  /** Write into a folder that holds other things, too; files of ours there are replaced. Default false. */
  readonly force?: boolean;
  /** A paper's style for the files in `figures/`; the page shows them as ever. Default DDR_STYLE's, else none. */
  readonly style?: PaperStyleOption;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What `writeAnalysis` wrote. */
export interface WrittenAnalysis {
  /** The page to open. */
  readonly page: string;
  readonly json: string;
  /** Pictures of figures; none where there is no Chromium to draw them. */
  readonly figures: readonly string[];
  /** Why there are no pictures, where there are none. */
  readonly warning?: string;
}

/**
 * Writes an analysis to a folder: `report.html`, `report.json`, and `figures/` as SVG, PDF and PNG with their data. All of it is made in a folder beside
 * it first and then moved, each file at once: whoever is killed leaves the old report or the new one, no half file.
 *
 * @throws InputError where the folder cannot be written, or holds anything but a report and `force` is not set.
 */
export async function writeAnalysis(
  analysis: NetworkAnalyses,
  folder: string,
  options: WriteAnalysisOptions = {},
): Promise<WrittenAnalysis> {
  const { force = false, style = defaultStyle(), onProgress, signal = currentSignal() } = options;
  await checkReportFolder(folder, { force });
  const made = await temporaryBeside(folder);
  try {
    const figures = await reportFigures(analysis);
    const { pictures, files, warning } = await drawFigures(figures, path.join(made, 'figures'), {
      style,
      onProgress,
      signal,
    });
    await writeWhole(path.join(made, 'report.html'), reportPage(analysis.report, figures, pictures));
    await writeWhole(path.join(made, 'report.json'), reportText(analysis.report));
    signal?.throwIfAborted();
    // Asked again, since all that took a while.
    await checkReportFolder(folder, { force });
    // The page last: where there is one, there is all that it speaks of.
    for (const file of [...files, 'report.json', 'report.html']) await move(made, folder, file);
    return {
      page: path.join(folder, 'report.html'),
      json: path.join(folder, 'report.json'),
      figures: files.map((file) => path.join(folder, file)),
      ...(warning === undefined ? {} : { warning }),
    };
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * Refuses a folder that a report must not be written to.
 *
 * @throws InputError for a file, and without `force` for a folder that holds anything but a report of ours.
 */
export async function checkReportFolder(folder: string, { force = false } = {}): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) return;
  if (!found.isDirectory()) throw new InputError(`${folder}: is a file; name a folder for the report.`);
  const entries = await readdir(folder).catch((error: Error) => {
    throw new InputError(`${folder}: cannot be read (${error.message}).`);
  });
  if (force || entries.length === 0 || (await isReport(path.join(folder, 'report.json')))) return;
  throw new InputError(
    `${folder}: holds other things than a report of ours (${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ', ...' : ''}); name another folder, or ask for it (--force).`,
  );
}

async function isReport(file: string): Promise<boolean> {
  try {
    const { format } = JSON.parse(await readFile(file, 'utf8')) as { format?: unknown };
    return format === reportFormat;
  } catch {
    return false;
  }
}

const MARK = '.ddr-report-';

/** A folder to work in, on the same disk. */
async function temporaryBeside(folder: string): Promise<string> {
  const parent = path.dirname(path.resolve(folder));
  try {
    await mkdir(parent, { recursive: true });
    return ownedFolder(parent, MARK);
  } catch (error) {
    throw new InputError(`${folder}: cannot be written (${(error as Error).message}).`);
  }
}

async function move(from: string, to: string, file: string): Promise<void> {
  const target = path.join(to, file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await replaceFile(path.join(from, file), target);
  } catch (error) {
    throw new InputError(`${target}: cannot be written (${(error as Error).message}).`);
  }
}

interface Drawn {
  readonly pictures: Record<string, Buffer>;
  /** Relative to the report's folder. */
  readonly files: string[];
  readonly warning?: string;
}

async function drawFigures(
  figures: ReportFigures,
  folder: string,
  { style, onProgress, signal }: Pick<WriteAnalysisOptions, 'style' | 'onProgress' | 'signal'>,
): Promise<Drawn> {
  const all = Object.values(figures);
  const pictures: Record<string, Buffer> = {};
  const files: string[] = [];
  for (const [i, figure] of all.entries()) {
    signal?.throwIfAborted();
    try {
      const { picture, files: written } =
        style === undefined
          ? await exportWithPicture(figure, folder)
          : {
              picture: await screenPicture(figure),
              files: await exportFigure(inStyle(figure, style), folder),
            };
      pictures[figure.name] = picture.webp;
      files.push(...written.map((file) => path.join('figures', path.basename(file))));
    } catch (error) {
      if (!(error instanceof ChromiumMissing)) throw error;
      return {
        pictures,
        files,
        warning: `No figures are exported, and the page's charts need scripts: ${error.message}`,
      };
    }
    onProgress?.({ done: i + 1, total: all.length, note: figure.name });
  }
  return { pictures, files };
}
