import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ChromiumMissing } from '@ddr-lab/charts/chromium';
import { exportFigure } from '@ddr-lab/charts/export';
import type { Figure } from '@ddr-lab/charts/figure';
import { trainingCurve, trainingEvolution } from '../charts/training';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { projectRoot } from '@ddr-lab/base/project';
import { networkName } from '../networks/network-name';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import { cardText } from './card';
import { type AllMeasured, readRecord } from './record';
import { overviewText, replaceTable, type OverviewRow } from './overview';

/** Where weights, cards and their table are. */
const checkpointsFolder = path.join(projectRoot, 'checkpoints');

/** The names of all networks in a folder, in order. */
export async function networkNames(folder = checkpointsFolder): Promise<string[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  return files
    .filter((file) => file.endsWith('.safetensors'))
    .map((file) => file.slice(0, -'.safetensors'.length))
    .sort();
}

/** What writing cards takes. */
export interface CardFilesOptions {
  /** Default `checkpoints` in the project. */
  readonly folder?: string;
  /** Told where something had to be left out. */
  readonly onMessage?: (message: string) => void;
}

/** Writes NAME.md beside a weight file, and NAME.svg, its training's chart. */
export async function writeCard(
  name: string,
  measured: AllMeasured,
  options: CardFilesOptions = {},
): Promise<void> {
  const { folder = checkpointsFolder } = options;
  const row = await overviewRow(name, measured, folder);
  const { log } = row.record;
  const title = `Loss and results along the training of ${networkName(name)}`;
  if (log.length > 1) await drawn(trainingCurve(log, { name, title }), options);
  const chart = log.length > 1 && existsSync(path.join(folder, `${name}.svg`));
  await writeWhole(path.join(folder, `${name}.md`), cardText({ ...row, chart }));
}

/**
 * Renews the tables in `README.md` for every network of the folder, and the chart of the training evolution.
 *
 * @param order names that come first, in this order.
 * @throws InputError where README.md lacks its markers.
 */
export async function writeOverview(
  measured: AllMeasured,
  options: CardFilesOptions & { order?: readonly string[] } = {},
): Promise<void> {
  const { folder = checkpointsFolder, order = [] } = options;
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const names = (await networkNames(folder)).sort((a, b) => place(a) - place(b));
  const rows = await Promise.all(names.map((name) => overviewRow(name, measured, folder)));
  const file = path.join(folder, 'README.md');
  const document = await readFile(file, 'utf8').catch(() => {
    throw new InputError(`${file}: cannot be read; the table of networks stands in it.`);
  });
  const evolved = names.filter((name) => measured[name]?.evolution);
  if (evolved.length > 0) {
    const curves = evolved.map((name) => [networkName(name), measured[name].evolution!.rows] as const);
    const title = 'CHI and PSNR along the training';
    await drawn(trainingEvolution(Object.fromEntries(curves), { name: 'evolution', title }), options);
  }
  await writeWhole(file, replaceTable(document, overviewText(rows, await snapshotSizes(folder)), file));
}

async function overviewRow(name: string, measured: AllMeasured, folder: string): Promise<OverviewRow> {
  const file = path.join(folder, `${name}.safetensors`);
  const { metadata } = await readSafetensors(file);
  return {
    record: readRecord(name, metadata, file),
    measured: measured[name],
    bytes: (await stat(file)).size,
  };
}

/** Writes a figure as SVG; where there is no Chromium, says so and goes on. */
async function drawn(figure: Figure, options: CardFilesOptions): Promise<void> {
  const { folder = checkpointsFolder, onMessage } = options;
  try {
    await exportFigure(figure, folder, { formats: ['svg'], data: false });
  } catch (error) {
    if (!(error instanceof ChromiumMissing)) throw error;
    onMessage?.(`${figure.name}.svg is not drawn: ${error.message}`);
  }
}

async function snapshotSizes(folder: string): Promise<{ count: number; bytes: number }> {
  const below = path.join(folder, 'evolution');
  const files = await readdir(below, { recursive: true }).catch(() => [] as string[]);
  const found = files.filter((file) => file.endsWith('.safetensors'));
  const sizes = await Promise.all(found.map(async (file) => (await stat(path.join(below, file))).size));
  return { count: sizes.length, bytes: sizes.reduce((a, b) => a + b, 0) };
}
