import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { reportFormat, reportVersion, type Report } from './report';

/**
 * A report that `ddr analyse` wrote: its `report.json`, or the folder that it is in.
 *
 * @throws InputError naming the file where it is none, is damaged, or of another version.
 */
export async function readReport(place: string): Promise<Report> {
  const found = await stat(place).catch(() => undefined);
  const file = found?.isDirectory() ? path.join(place, 'report.json') : place;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InputError(`${file}: cannot be read as a report (${(error as Error).message}).`);
  }
  const { format, version } = (content ?? {}) as Partial<Report>;
  if (format !== reportFormat) throw new InputError(`${file}: is no report of \`ddr analyse\`.`);
  if (version !== reportVersion) {
    throw new InputError(
      `${file}: is a report of version ${String(version)}, and this program reads version ${reportVersion}. Make it again with \`ddr analyse\`.`,
    );
  }
  const lack = lacking(content as Report);
  if (lack !== undefined) throw new InputError(`${file}: is a damaged report: ${lack}.`);
  return content as Report;
}

/** What is missing of all that a comparison reads; undefined where nothing is. */
function lacking({ settings, images, networks }: Partial<Report>): string | undefined {
  if (!Array.isArray(settings?.degradations)) return 'it has no settings.degradations';
  if (!Number.isInteger(images?.patches)) return 'it has no images.patches';
  if (!Array.isArray(networks) || networks.length === 0) return 'it has no networks';
  for (const network of networks) {
    if (typeof network?.name !== 'string' || !network.verdict) return 'a network has no name or no verdict';
    const layers = Array.isArray(network.layers) ? [network.pixels, ...network.layers] : [];
    if (layers.length === 0) return `${network.name} has no layers`;
    const isScored = layers.every((one) =>
      [one?.wd, one?.bd, one?.chi].every(
        (spread) => Number.isFinite(spread?.mean) && Array.isArray(spread.values),
      ),
    );
    if (!isScored) return `a layer of ${network.name} has no WD, BD or CHI`;
    if (!layers.every(({ runs }) => runs?.length > 0 && Array.isArray(runs[0].points))) {
      return `a layer of ${network.name} has no runs`;
    }
  }
  return undefined;
}
