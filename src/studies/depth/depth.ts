import { existsSync } from 'node:fs';
import { srcnnDepths } from '../../methods/pixel/srcnn';
import type { Spread } from '../../metrics/spread';
import type { OnProgress } from '@ddr-lab/base/progress';
import { analyse, type AnalyseOptions, type LayerAnalysis } from '../../analysis/analyse';
import { checkpoint, checkpointFile } from '../../analysis/checkpoint';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { lastBlock } from '../../analysis/layers';

/** What the last layer of an SRCNN of one depth knows of degradations, with global residual and without. */
export interface DepthRow {
  readonly layers: number;
  readonly wGR: DepthSide;
  readonly woGR: DepthSide;
}

/** One of the two networks of a depth. */
export interface DepthSide {
  /** PSNR in dB that its training measured at its end, and bicubic's. */
  readonly psnr: number;
  readonly bicubic: number;
  readonly analysis: LayerAnalysis;
  readonly chi: Spread;
}

/** The depths of SRCNN whose two networks are both there, of those that the paper compares. */
export function trainedDepths(): number[] {
  const there = (depth: number, kind: string): boolean =>
    existsSync(checkpointFile(`srcnn-${depth}-${kind}`));
  return srcnnDepths.filter((depth) => there(depth, 'wgr') && there(depth, 'wogr'));
}

/** The analysis of SRCNNs of several depths at their last convolution but one (A.7, Tab. 4, Fig. 14). */
export async function depthRows(
  depths: readonly number[],
  sets: DegradedSets,
  options: Omit<AnalyseOptions, 'layers'> = {},
): Promise<DepthRow[]> {
  const { onProgress, ...rest } = options;
  const total = 2 * depths.length;
  let done = 0;
  const side = async (name: string): Promise<DepthSide> => {
    const part: OnProgress = (progress) =>
      onProgress?.({ done: done + progress.done / progress.total, total, note: name });
    const network = await checkpoint(name);
    try {
      const [analysis] = await analyse(network, sets, {
        ...rest,
        layers: [lastBlock(network)],
        control: false,
        onProgress: part,
      });
      const { psnr, bicubic } = JSON.parse(network.metadata.metrics) as Record<string, number>;
      return { psnr, bicubic, analysis, chi: analysis.chi };
    } finally {
      done++;
      network.model.dispose();
    }
  };
  const rows: DepthRow[] = [];
  for (const layers of depths) {
    rows.push({ layers, wGR: await side(`srcnn-${layers}-wgr`), woGR: await side(`srcnn-${layers}-wogr`) });
  }
  onProgress?.({ done: total, total });
  return rows;
}
