import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@ddr-lab/base/random';
import { createImage } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { givenTo } from '../../networks/architectures/degrader/given';
import { forceBackend, startBackend } from './backend';
import { degradePixels, inBytes } from './degrade';
import { forward, loadNetwork, type LoadedNetwork, pooled } from './forward';
import type { Answer, Pixels, Question, Reply } from './messages';
import { slopesOf } from './slopes';

/** What a worker's scope has of use here. */
interface Scope {
  postMessage(message: Reply, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<{ id: number; question: Question }>) => void) | null;
}
const scope = self as unknown as Scope;

let networks: readonly LoadedNetwork[] = [];

scope.onmessage = ({ data: { id, question } }) => {
  answer(question).then(
    (found) => scope.postMessage({ id, answer: found }, []),
    (error: unknown) => scope.postMessage({ id, error: (error as Error).message }, []),
  );
};

async function answer(question: Question): Promise<Answer> {
  switch (question.ask) {
    case 'start': {
      if (question.backends.length === 1) forceBackend();
      const started = await startBackend(question.backends, question.wasm);
      networks = question.networks.map((network) => loadNetwork(network, question.bytes));
      return started;
    }
    case 'features':
      return { features: await featuresOf(question) };
    case 'output':
      return { image: await outputOf(networks[question.network], question.image) };
    case 'slopes':
      return { sums: await slopesOf(networks[question.network], question) };
    case 'degrade':
      return { image: await degraded(question) };
    case 'shrink': {
      const { image, height, width } = question;
      return {
        image: resize(createImage(image.height, image.width, image.data), { height, width, levels: 255 }),
      };
    }
  }
}

async function featuresOf({
  network,
  patches,
  layers,
  view,
}: Extract<Question, { ask: 'features' }>): Promise<Record<string, Float32Array>> {
  const loaded = networks[network];
  const unknown = layers.find((name) => !loaded.layers.some((layer) => layer.name === name));
  if (unknown !== undefined) throw new Error(`there is no layer ${unknown}`);
  const batch = batchOf(patches);
  const outputs = forward(loaded, layers, batch);
  const seen = outputs.map((output) => (view === 'flattened' ? output : pooled(output)));
  const numbers = await Promise.all(seen.map((tensor) => tensor.data<'float32'>()));
  tf.dispose([batch, ...outputs, ...seen]);
  return Object.fromEntries(layers.map((layer, i) => [layer, Float32Array.from(numbers[i])]));
}

/** By a learnt degrader first, as `degradeWith` of the library has it. */
function degraded({
  image,
  degrading,
  learnt,
  seed,
}: Extract<Question, { ask: 'degrade' }>): Promise<Pixels> {
  if (!learnt) return degradePixels(image, degrading, seed);
  return degradePixels(image, degrading, seed, async (clean) => {
    const network = networks[learnt.network];
    const { height, width } = clean;
    const given = givenTo({ shrinks: 1, noise: learnt.planes, code: false }, clean, createRandom(seed));
    const batch = tf.tensor4d(given, [1, height, width, 3 + learnt.planes]);
    const [made] = forward(network, [network.output], batch);
    const data = Float32Array.from(await made.data<'float32'>());
    tf.dispose([batch, made]);
    const out = createImage(height, width, data);
    inBytes(out);
    return out;
  });
}

async function outputOf(network: LoadedNetwork, image: Pixels): Promise<Pixels> {
  const batch = batchOf([image]);
  const [output] = forward(network, [network.output], batch);
  const [, height, width] = output.shape;
  const data = await output.data<'float32'>();
  tf.dispose([batch, output]);
  return { height, width, data: Float32Array.from(data, (value) => Math.min(1, Math.max(0, value))) };
}

function batchOf(patches: readonly Pixels[]): tf.Tensor4D {
  const [{ height, width }] = patches;
  const data = new Float32Array(patches.length * height * width * 3);
  patches.forEach((patch, i) => data.set(patch.data, i * height * width * 3));
  return tf.tensor4d(data, [patches.length, height, width, 3]);
}
