import path from 'node:path';
import { projectRoot } from '@ddr-lab/base/project';
import type { Progress } from '@ddr-lab/base/progress';
import { writeSafetensors } from '@ddr-lab/weights/safetensors';
import { type Probe, probeContents, readProbe } from '../probe';
import { writeProbeCard } from './card';
import { fitPart } from './fit-probe';
import { fitOptions, fittingPlans, heldOutPlans } from './plan';
import { collectSamples, type Sample, type SamplePlan } from './samples';

/** Statistics of degraded images stay here, so that a second fit, or one that was interrupted, begins where the first was. */
const kept = path.join(projectRoot, '.ddr/estimation');

async function samplesOf(plans: readonly SamplePlan[]): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const plan of plans) samples.push(...(await collectSamples(plan, kept, tell)));
  return samples;
}

/** About twenty lines a set. */
function tell({ done, total, note }: Progress): void {
  if (done === total || done % Math.ceil(total / 20) === 0)
    process.stderr.write(`${note}: ${done} of ${total}\n`);
}

/**
 * Makes `checkpoints/probes/degradation.safetensors` and its card: `npx tsx src/estimation/fit/make-probe.ts` with a data root; `--card` measures the one that is there. Statistics and coefficients alone; no image can
 * be had back.
 */
async function main(): Promise<void> {
  const folder = path.join(projectRoot, 'checkpoints/probes');
  const file = path.join(folder, 'degradation.safetensors');
  if (!process.argv.includes('--card')) await writeSafetensors(file, probeContents(await fitted()));
  await writeProbeCard(await readProbe(file), await samplesOf(heldOutPlans), folder);
}

async function fitted(): Promise<Probe> {
  const samples = await samplesOf(fittingPlans);
  const of = (grey: boolean): Sample[] => samples.filter((sample) => sample.grey === grey);
  return {
    colour: fitPart(of(false), fitOptions),
    grey: fitPart(of(true), fitOptions),
    metadata: {
      data: fittingPlans
        .map(({ set, draws }) => `${set} (draws ${draws[0]} to ${draws[1] - 1} of each image)`)
        .join(', '),
      samples: `${of(false).length} in colour, ${of(true).length} grey`,
      options: JSON.stringify(fitOptions),
    },
  };
}

void main();
