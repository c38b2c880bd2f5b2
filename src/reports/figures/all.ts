import type { Figure } from '@ddr-lab/charts/figure';
import { patchSheet } from '../../charts/patches';
import type { NetworkAnalyses } from '../analyse-networks';
import { reportChi } from './chi';
import { reportClusters } from './clusters';
import { reportInputs, reportOutputs } from './samples';

/** The figures of a report, by what they show. */
export interface ReportFigures {
  readonly clusters: Figure;
  readonly chi: Figure;
  readonly inputs: Figure;
  /** Absent where no network puts out an image. */
  readonly outputs?: Figure;
}

/** All figures of an analysis. */
export async function reportFigures({ report, pictures }: NetworkAnalyses): Promise<ReportFigures> {
  const patches = await patchSheet(pictures.patches, { names: pictures.patchNames });
  const outputs = await reportOutputs(report, pictures);
  return {
    clusters: reportClusters(report, { patches }),
    chi: reportChi(report),
    inputs: await reportInputs(report, pictures),
    ...(outputs ? { outputs } : {}),
  };
}
