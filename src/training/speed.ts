import * as tf from '@tensorflow/tfjs-core';
import os from 'node:os';
import { useBackend } from '@ddr-lab/engine/backend';
import { threads } from '@ddr-lab/engine/onnxruntime/runtime';
import { srresnet } from '../networks/srresnet';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { multiplyAdds } from './multiply-adds';
import { pixelObjective } from './tasks/super-resolution';

/** How fast this machine trains. */
export interface TrainingSpeed {
  /** What computes: backend, threads, processor. */
  readonly machine: string;
  /** Multiply-adds a second. */
  readonly rate: number;
}

/** Names what computes here; speeds of others are not taken for its own. */
export async function computingMachine(): Promise<string> {
  const { name } = await useBackend();
  const cores = computingCores() ?? os.availableParallelism();
  return `${name}, ${cores} threads, ${os.cpus()[0]?.model.trim() ?? os.arch()}`;
}

/** How many threads of this process compute; undefined where a GPU or a library of its own does. */
function computingCores(): number | undefined {
  switch (tf.getBackend()) {
    case 'onnxruntime':
      return threads();
    case 'wasm':
    case 'cpu':
      return 1;
    default:
      return undefined;
  }
}

/**
 * Times gradients of a small SRResNet, computed as `train` computes them here: at the least two steps, and more
 * for some tenths of a second. The quickest counts, as other work on the machine only slows it down; for the same
 * reason it is processor time over the threads where that is less, and known.
 */
export async function measureSpeed(): Promise<TrainingSpeed> {
  const machine = await computingMachine();
  const cores = computingCores();
  const [batch, patch, scale] = [8, 24, 2];
  const model = srresnet({ channels: 32, blocks: 2, scale: 2, outerGain: 1 });
  const gradients = gradientsOf(pixelObjective(model, { batch, patch, loss: 'l1' }, scale));
  try {
    const lr = new Float32Array(batch * patch * patch * 3).map((_, i) => (i % 251) / 251);
    const inputs = { lr, hr: new Float32Array(lr.length * scale * scale).fill(0.5) };
    gradients.run(inputs);
    let best = Infinity;
    const started = performance.now();
    do {
      const before = performance.now();
      const used = process.cpuUsage();
      gradients.run(inputs);
      const { user, system } = process.cpuUsage(used);
      const alone = cores === undefined ? Infinity : (user + system) / 1000 / cores;
      best = Math.min(best, performance.now() - before, alone);
    } while (performance.now() - started < 400);
    const { trained } = multiplyAdds(model, [batch, patch, patch, 3]);
    return { machine, rate: (3 * trained) / (best / 1000) };
  } finally {
    gradients.dispose();
    model.dispose();
  }
}
