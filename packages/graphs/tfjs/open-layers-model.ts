import { io, serialization } from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { modelPass } from '@ddr-lab/engine/model-pass';
import { chosenOutput, severalInputs } from '../choose-layers';
import {
  askedSize,
  type Attempt,
  findSize,
  type GraphOptions,
  likelySizes,
  type Size,
  sizeInFile,
} from '../find-size';
import type { GraphRuntime } from '../graph-runtime';
import { layerShapes, layersRuntime } from './layers-runtime';
import { checkGraph, type Linked } from './check-graph';
import { failedAt, imageSize, inputOf } from './described';
import { flattened } from './graph';
import type { TfjsModel } from './read-tfjs';

type Refuse = (why: string) => never;

/**
 * Opens a tfjs layers model (`format: layers-model`, as Keras's converter and `model.save` write it). Layers are those that
 * tfjs has itself: others, such as Keras's Lambda, would be code. For a process apart: what it computes while it looks at
 * the model may be anything.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openLayersModel(source: TfjsModel, options: GraphOptions): Promise<GraphRuntime> {
  const { file, topology, artifacts } = source;
  const refuse: Refuse = (why) => {
    throw new InputError(`${file}: cannot be used as a tfjs layers model: ${why}.`);
  };
  await useBackend();
  checkClasses(topology, refuse);
  checkLinks(topology, refuse);
  let model: LayersModel | undefined;
  try {
    model = await loadLayersModel(io.fromMemory(artifacts));
    const { inputs } = model;
    if (inputs.length !== 1) {
      return refuse(severalInputs(inputs.map(({ name, shape }) => inputOf(name, shape))));
    }
    model = flattened(model);
    return await runtimeOf(model, file, options, refuse);
  } catch (error) {
    model?.dispose();
    throw error instanceof InputError ? error : refuse((error as Error).message);
  }
}

async function runtimeOf(
  model: LayersModel,
  file: string,
  options: GraphOptions,
  refuse: Refuse,
): Promise<GraphRuntime> {
  const names = model.outputs.map(({ sourceLayer }) => sourceLayer.name);
  const { output: asked } = options;
  if (asked !== undefined && !model.layers.some(({ name }) => name === asked)) {
    return refuse(`it has no output ${asked}; it has ${names.join(', ')}`);
  }
  const outputs = asked === undefined ? names : [asked];
  const pass = modelPass(model, [...new Set(outputs)].map((name) => model.getLayer(name).output).flat());
  const [, height, width, channels] = model.inputs[0].shape;
  if (model.inputs[0].shape.length !== 4 || (channels !== 3 && channels !== 1)) {
    return refuse(
      model.inputs[0].shape.length === 4
        ? `its input takes ${channels ?? 'an unknown number of'} channels (last); 3 or 1 are known here`
        : `its input has ${model.inputs[0].shape.length} dimensions, where batches of images have 4`,
    );
  }
  const fixed = sizeInFile(height, width, refuse);
  const attempt = async (size: Size): Promise<Attempt<ReadonlyMap<string, readonly number[]>>> => {
    const dims = [1, size.height, size.width, channels];
    try {
      // A size that would fill the memory is seen before it is computed.
      layerShapes(model, size, (why) => {
        throw new Error(why);
      });
      const data = new Float32Array(size.height * size.width * channels).fill(0.5);
      const results = await pass({ data, dims });
      const shapes = new Map(outputs.map((name, i) => [name, results[i].dims]));
      return {
        result: shapes,
        output: outputs.map((name) => imageSize(shapes.get(name), channels)).find(Boolean),
      };
    } catch (error) {
      return failedAt(size, error);
    }
  };
  const found = await findSize(attempt, {
    asked: fixed ?? askedSize(options),
    suggested: likelySizes(options),
  });
  if ('error' in found) return refuse(found.error);
  const { at, size, multiple, result } = found;
  const output = chosenOutput(outputs, (name) => imageSize(result.get(name), channels), at, refuse);
  const runtime = await layersRuntime(model, file, refuse, { output, at });
  const metadata = { ...runtime.metadata, ...(outputs.length > 1 && { output }) };
  const fingerprint =
    outputs.length > 1 || asked !== undefined ? `${runtime.fingerprint} ${output}` : runtime.fingerprint;
  return { ...runtime, metadata, fingerprint, size, multiple };
}

/** Refuses layers of classes that tfjs has not, by name. */
function checkClasses(value: unknown, refuse: Refuse): void {
  const known = serialization.SerializationMap.getMap().classNameMap;
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null) continue;
    const { class_name: name, config } = one as { class_name?: unknown; config?: unknown };
    // The whole is a Model, which Keras calls Functional.
    const whole = name === 'Model' || name === 'Functional' || name === 'Sequential';
    if (typeof name === 'string' && config !== undefined && !whole && !Object.hasOwn(known, name)) {
      refuse(`it has a ${name}, which tfjs has not: its code would be needed, and none is run`);
    }
    waiting.push(...(Object.values(one) as unknown[]));
  }
}

/** Checks what each layer of each model takes its input from. */
function checkLinks(value: unknown, refuse: Refuse): void {
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null) continue;
    const { layers } = one as { layers?: unknown };
    if (Array.isArray(layers) && layers.some((layer) => layer?.inbound_nodes !== undefined)) {
      checkGraph(usesOf(layers, refuse), 'layer', refuse);
    }
    waiting.push(...(Object.values(one) as unknown[]));
  }
}

/** Each use of each layer, and the uses that it takes its input from: a layer may well follow on itself. */
function usesOf(layers: readonly unknown[], refuse: Refuse): Linked[] {
  const described = layers.map((layer) => {
    const { name, inbound_nodes: nodes } = (layer ?? {}) as { name?: unknown; inbound_nodes?: unknown };
    if (typeof name !== 'string') return refuse('a layer has no name');
    const uses = Array.isArray(nodes) ? (nodes as unknown[]) : [];
    return { name, uses: uses.length ? uses : [[]] };
  });
  const counts = new Map(described.map(({ name, uses }) => [name, uses.length]));
  const useName = (name: string, index: unknown): string => {
    const use = Math.min(Number.isInteger(index) ? (index as number) : 0, (counts.get(name) ?? 1) - 1);
    return use > 0 ? `${name} (use ${use + 1})` : name;
  };
  return described.flatMap(({ name, uses }) =>
    uses.map((use, index) => ({
      name: useName(name, index),
      input: (Array.isArray(use) ? (use as unknown[]) : []).map((from) => {
        if (Array.isArray(from) && typeof from[0] === 'string') return useName(from[0], from[1]);
        return refuse(`its layer ${name} takes its input from nowhere`);
      }),
    })),
  );
}
