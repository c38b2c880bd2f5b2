import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '@ddr-lab/engine/backend';
import { createRandom } from '@ddr-lab/base/random';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam, runningMean, sgd } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { compiledDevice, processor, useDevice, type Device } from '@ddr-lab/engine/onnxruntime/device';
import { journeys, type Journeys } from '@ddr-lab/engine/onnxruntime/journeys';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { integratedGradients, windowDetail } from '../../../src/attribution';
import { tap } from '../../../src/features/tap';
import { pixelObjective } from '../../../src/methods/pixel/method';
import { srresnet } from '../../../src/networks/architectures/srresnet/network';
import { buildNetwork } from '../../../src/networks/network';
import { superResolve } from '../../../src/networks/super-resolve';
import { judge, numbers } from './judge';

// Computes features, gradients and short trainings on the GPU and on the processor, and prints how far they are apart as JSON. A
// process of its own, since where the GPU's driver lies must be known from its start; gpu.test.ts runs it.

/** Results by name. */
type Results = Map<string, Float32Array>;

/** One result on both. */
export interface Comparison {
  readonly name: string;
  readonly count: number;
  /** The largest magnitude on the processor. */
  readonly largest: number;
  readonly difference: number;
}

/** What is printed. */
export interface Report {
  readonly adapter: string | undefined;
  readonly comparisons: readonly Comparison[];
  /** Bytes of one step of a training on the GPU, once it is under way, and of what it is given. */
  readonly step: Journeys;
  readonly given: number;
  /** Tensors that were left behind. */
  readonly leftBehind: number;
}

async function useNetwork(results: Results): Promise<void> {
  const random = createRandom(12);
  const draw = (): Image => mapSamples(createImage(6, 5), () => random.uniform());
  const network = await buildNetwork({ kind: 'srresnet', channels: 8, blocks: 1, scale: 2, seed: 3 });
  const features = await tap(network, network.layers, [draw(), draw(), draw()], { batch: 2 });
  for (const [layer, { data }] of Object.entries(features)) results.set(`SRResNet: ${layer}`, data);
  results.set('super-resolved', (await superResolve(network, draw())).data);
  const window = windowDetail({ left: 2, top: 2, size: 4 });
  const { attribution } = await integratedGradients.attribute(network, draw(), window, { steps: 2 });
  results.set('attributed', attribution);
  network.model.dispose();
}

function judged(results: Results): void {
  const network = judge('flatten');
  const objective: Objective = {
    networks: { judge: { model: network, role: 'trained' } },
    inputs: { x: [2, 6, 6, 3] },
    wanted: ['x'],
    build: (calculus, { x }) => {
      const total = calculus.leastSquares(calculus.apply('judge', x)[0], 1);
      return { losses: { total }, total };
    },
  };
  const gradients = compiledGradients(objective)!;
  const { losses, gradients: wanted } = gradients.run({ x: numbers(216, 9) });
  results.set('verdict: loss', Float32Array.of(losses.total));
  results.set('verdict: gradient of the image', wanted.x.slice());
  for (const { name, gradient } of parametersOf(network).trainable) {
    // What is added to all pixels is taken off again by the normalisation: that gradient is rounding and no more.
    if (name !== 'first/bias') results.set(`verdict: gradient ${name}`, gradient.slice());
  }
  gradients.dispose();
  network.dispose();
}

const given = { lr: numbers(108, 1), hr: numbers(432, 2) };

/** Some steps of a training; the bytes of the last. */
function trained(results: Results, rule: 'adam' | 'sgd'): Journeys {
  const network = srresnet({ channels: 8, blocks: 1, scale: 2, outerGain: 1, seed: 5 });
  const parameters = parametersOf(network);
  const gradients = compiledGradients(pixelObjective(network, { batch: 1, patch: 6, loss: 'l1' }, 2))!;
  const optimiser = (rule === 'adam' ? adam : sgd)(parameters.trainable);
  const mean = runningMean(parameters.trainable, 0.9);
  const losses: number[] = [];
  let before = journeys();
  for (let i = 0; i < 5; i++) {
    before = journeys();
    losses.push(gradients.run(given).losses.total);
    optimiser.step(i, 1e-3);
    mean.follow();
  }
  const after = journeys();
  results.set(`${rule}: losses`, Float32Array.from(losses));
  for (const [name, { data }] of [...parameters.state(), ...optimiser.state()])
    results.set(`${rule}: ${name}`, data);
  for (const [name, data] of mean.values()) results.set(`${rule}: mean ${name}`, data.slice());
  parameters.sync();
  results.set(`${rule}: synced`, network.weights[0].read().dataSync<'float32'>().slice());
  gradients.dispose();
  network.dispose();
  return {
    toDevice: after.toDevice - before.toDevice,
    toProcessor: after.toProcessor - before.toProcessor,
  };
}

async function compute(device: Device): Promise<{ results: Results; step: Journeys }> {
  useDevice(device);
  const results: Results = new Map();
  await useNetwork(results);
  judged(results);
  const step = trained(results, 'adam');
  trained(results, 'sgd');
  return { results, step };
}

async function compare(): Promise<Report> {
  process.env.DDR_DATA = '';
  await useBackend();
  const gpu = compiledDevice();
  const before = tf.memory().numTensors;
  const { results: ours, step } = await compute(gpu);
  const leftBehind = tf.memory().numTensors - before;
  const { results } = await compute(processor);
  const comparisons = [...results].map(([name, expected]) => {
    const got = ours.get(name)!;
    let difference = got.length === expected.length ? 0 : Number.MAX_VALUE;
    expected.forEach((value, i) => {
      const apart = Math.abs(value - got[i]);
      // A comparison that NaN does not pass.
      if (!(apart <= difference)) difference = Number.isNaN(apart) ? Number.MAX_VALUE : apart;
    });
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return { name, count: expected.length, largest, difference };
  });
  const bytes = Object.values(given).reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { adapter: gpu.adapter, comparisons, step, given: bytes, leftBehind };
}

void compare().then((report) => console.log(JSON.stringify(report)));
