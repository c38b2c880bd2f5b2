import { readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ownedFolder } from '../environment/temporary';
import { useBackend } from '@ddr-lab/engine/backend';
import { compile } from '@ddr-lab/engine/onnxruntime/compiled/compile';
import { stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import { Graph } from '@ddr-lab/engine/onnxruntime/graph';
import { openSession, runtimeTensor, type RuntimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import { buildNetwork } from '../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';
import { objectiveGraph } from '@ddr-lab/engine/gradients/compiled/gradients';
import { pixelObjective } from '../src/methods/pixel/method';

/** An event of onnxruntime's profile: one operation of one run, in microseconds. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: { readonly op_name: string };
}

type Feeds = Record<string, RuntimeTensor>;

const runs = 5;
const random = createRandom(1);
const noise = (shape: readonly number[]): RuntimeTensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return runtimeTensor(
    'float32',
    Float32Array.from({ length: size }, () => random.uniform()),
    shape,
  );
};

/**
 * Prints where the time of the compiled graphs goes, by onnxruntime's own profiler, and how near their
 * convolutions come to what its matrix product of 1,024 x 1,024 x 1,024 reaches: `npm run profile`.
 */
async function main(): Promise<void> {
  const { name } = await useBackend();
  if (name !== 'onnxruntime')
    throw new Error(`The profile is of onnxruntime's graphs; the backend is ${name}.`);
  const folder = ownedFolder(os.tmpdir(), 'ddr-lab-profile-');
  try {
    const product = new Graph();
    product.output(
      product.node('MatMul', [product.input('a', [1024, 1024]), product.input('b', [1024, 1024])]),
      'y',
    );
    await show(
      folder,
      'Matrix product, 1,024 x 1,024 x 1,024',
      product,
      {
        a: noise([1024, 1024]),
        b: noise([1024, 1024]),
      },
      { MatMul: 2 * 1024 ** 3 },
    );
    const wide = await buildNetwork({ kind: 'srresnet' });
    const tapped = stepsTo(wide.model, [wide.model.getLayer('RB16').output].flat())!;
    const features = compile(tapped.steps, { inputs: [0], outputs: tapped.outputs })!;
    const multiplications = 10 * 32 * 32 * 9 * (3 * 64 + 32 * 64 * 64);
    await show(
      folder,
      'Features at RB16, 10 patches',
      features,
      { x0: noise([10, 32, 32, 3]) },
      {
        Conv: 2 * multiplications,
      },
    );
    wide.model.dispose();
    for (const [title, channels, batch, side] of [
      ['Training step, compact', 32, 8, 24],
      ["Training step, the paper's", 64, 16, 32],
    ] as const) {
      const { model } = await buildNetwork({ kind: 'srresnet', channels });
      const sizes = { batch, patch: side, loss: 'l1' } as const;
      const feeds: Feeds = {
        lr: noise([batch, side, side, 3]),
        hr: noise([batch, 4 * side, 4 * side, 3]),
      };
      for (const weight of model.trainableWeights) {
        const shape = weight.shape as number[];
        feeds[`network ${weight.originalName}`] = runtimeTensor(
          'float32',
          weight.read().dataSync<'float32'>(),
          shape,
        );
      }
      await show(folder, title, objectiveGraph(pixelObjective(model, sizes, 4)), feeds);
      model.dispose();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a graph under the profiler and prints its operations, the longest first, in milliseconds a run. */
async function show(
  folder: string,
  title: string,
  graph: Graph,
  feeds: Feeds,
  operations: Readonly<Record<string, number>> = {},
): Promise<void> {
  const own = ownedFolder(folder, 'graph-');
  const session = openSession(graph.encode(), { profile: path.join(own, 'profile') });
  const fetches = Object.fromEntries(session.outputs.map((name) => [name, null]));
  session.run(feeds, fetches);
  const started = performance.now();
  for (let run = 0; run < runs; run++) session.run(feeds, fetches);
  const wall = (performance.now() - started) / runs;
  session.endProfile();
  const [file] = await readdir(own);
  const events = JSON.parse(await readFile(path.join(own, file), 'utf8')) as Event[];
  session.dispose();
  const spent = new Map<string, number>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith('kernel_time')) continue;
    // The first run is counted in the profile as well.
    spent.set(args.op_name, (spent.get(args.op_name) ?? 0) + dur / 1000 / (runs + 1));
  }
  const total = [...spent.values()].reduce((a, b) => a + b, 0);
  console.log(`\n${title}: ${wall.toFixed(1)} ms`);
  for (const [name, ms] of [...spent].sort((a, b) => b[1] - a[1]).slice(0, 8)) {
    const share = `${((100 * ms) / total).toFixed(1)} %`.padStart(8);
    const rate = operations[name] ? `  ${(operations[name] / ms / 1e6).toFixed(0)} GFLOPS` : '';
    console.log(`  ${name.padEnd(16)} ${ms.toFixed(1).padStart(8)} ms ${share}${rate}`);
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
