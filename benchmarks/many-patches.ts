/**
 * `npx tsx benchmarks/many-patches.ts`: the whole analysis of very many patches, its seconds and its peak memory. 10,000 patches of 32 x 32
 * (625 drawn scenes, four patches of each, four degradations), the 64-channel 16-block SRResNet with global residual of the other rows (its
 * weights are drawn, not trained), 65,536 features at RB16, by `analyse` as a notebook calls it. Results go to benchmarks/many-patches.json.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { useBackend } from '@ddr-lab/engine/backend';
import { analyse } from '../src/analysis/analyse';
import { degradedSets } from '../src/analysis/degraded-sets';
import { lowResolution } from '../src/analysis/low-resolution';
import { openSet } from '../src/images/sets/open';
import { buildNetwork } from '../src/networks/network';
import { aboutMachine } from './about';

/** Peak resident size of this process, by the kernel's own record. */
function peakMebibytes(): number {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return line ? Number(line[1]) / 1024 : process.resourceUsage().maxRSS / 1024;
}

async function main(): Promise<void> {
  const program = new Command()
    .option('--images <n>', 'drawn scenes; sixteen patches come of each', '625')
    .option('--runs <n>', 'runs of t-SNE', '2')
    .option('--channels <n>', 'of the network', '64')
    .option('--out <file>', 'where the results go', path.join(__dirname, 'many-patches.json'))
    .parse();
  const { images, runs, channels, out } = program.opts<Record<string, string>>();
  const backend = await useBackend();
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const count = Number(images);
  const lr = await lowResolution(await openSet('scenes', { count, size: 256 }), { count });
  const degradations = ['clean', 'blur4', 'noise20', 'jpeg30'];
  const sets = await degradedSets(lr, { degradations, count: 4 * count, onMessage: false });
  const network = await buildNetwork({
    kind: 'srresnet',
    channels: Number(channels),
    blocks: 16,
    globalResidual: true,
    outerGain: 1,
    seed: 1,
  });
  const parts: { note: string; from: number }[] = [];
  process.stdout.write(`${sets.patches.length} patches after ${seconds().toFixed(0)} s\n`);
  const drawn = seconds();
  const messages: string[] = [];
  let step = -1;
  const [found] = await analyse(network, sets, {
    layers: ['RB16'],
    solver: 'randomised',
    runs: Number(runs),
    control: false,
    cache: false,
    onMessage: (message) => messages.push(message),
    onProgress: ({ done, note = '' }) => {
      // Steps: features, components, a run of t-SNE each.
      if (Math.floor(done) === step) return;
      step = Math.floor(done);
      parts.push({ note: `${step} ${note}`, from: Math.round(seconds()) });
      process.stdout.write(
        `step ${step} ${note} at ${seconds().toFixed(0)} s, peak ${peakMebibytes().toFixed(0)} MiB\n`,
      );
    },
  });
  const { chi, wd, bd, features, map, reduced, reduction } = found;
  const short = { share: features.share, silhouette: features.silhouette, neighbours: features.neighbours };
  const result = {
    date: new Date().toISOString(),
    machine: aboutMachine(),
    backend: backend.name,
    patches: sets.patches.length,
    images: count,
    degradations,
    features: Number(channels) * 1024,
    seconds: { drawing: Math.round(drawn), analysis: Math.round(seconds() - drawn), parts },
    peak_mib: Math.round(peakMebibytes()),
    chi: { mean: chi.mean, values: chi.values },
    wd: wd.mean,
    bd: bd.mean,
    reduced: reduced.chi,
    components: short,
    map: { share: map.share, silhouette: map.silhouette, neighbours: map.neighbours, p: map.p },
    reduction,
    messages,
  };
  const text = JSON.stringify(result, null, 2);
  await writeWhole(out, `${text}\n`);
  process.stdout.write(`${text}\n`);
}

void main();
