import { createHash } from 'node:crypto';
import { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '@ddr-lab/engine/backend';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import { chooseLayers, chosenOutput, type Extent, severalInputs } from '../choose-layers';
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
import { endsOf, nodesOf, operationsOf, type GraphNode } from './graph';
import { graphOperations } from './graph-sights';
import { failedAt, imageSize, inputOf } from './described';
import type { TfjsModel } from './read-tfjs';

type Refuse = (why: string) => never;
type Model = GraphModel<tf.io.IOHandlerSync>;

/** Ends the names of nodes that are added to tell the shapes of others. */
const shapeOf = (name: string): string => `${name}/ddr-lab-shape`;

/**
 * Opens a tfjs graph model (`format: graph-model`, as the converter makes of a SavedModel). Every node can be tapped. Operations
 * are those that tfjs has itself; custom ones, branches and loops are refused by name. For a process apart: what it computes while it
 * looks at the model may be anything.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openGraphModel(source: TfjsModel, options: GraphOptions): Promise<GraphRuntime> {
  const { file, topology, artifacts } = source;
  const refuse: Refuse = (why) => {
    throw new InputError(`${file}: cannot be used as a tfjs graph model: ${why}.`);
  };
  await useBackend();
  const nodes = nodesOf(topology, refuse);
  let model: Model;
  try {
    model = new GraphModel(
      tf.io.fromMemorySync({ ...artifacts, modelTopology: withShapes(topology, nodes) }),
    );
    model.load();
  } catch (error) {
    return refuse((error as Error).message);
  }
  try {
    return await runtimeOf(model, nodes, source, file, options, refuse);
  } catch (error) {
    model.dispose();
    throw error instanceof InputError ? error : refuse((error as Error).message);
  }
}

/** The graph with a node for each other one that tells its shape: shapes take no memory, results of all nodes at once do. */
function withShapes(topology: Record<string, unknown>, nodes: readonly GraphNode[]): object {
  const attr = { T: { type: 'DT_FLOAT' }, out_type: { type: 'DT_INT32' } };
  const shapes = nodes
    .filter(({ op }) => op !== 'Const' && op !== 'Placeholder' && op !== 'NoOp')
    .map(({ name }) => ({ name: shapeOf(name), op: 'Shape', input: [name], attr }));
  return { ...topology, node: [...(topology.node as unknown[]), ...shapes] };
}

async function runtimeOf(
  model: Model,
  nodes: readonly GraphNode[],
  source: TfjsModel,
  file: string,
  options: GraphOptions,
  refuse: Refuse,
): Promise<GraphRuntime> {
  const { inputs: given = {} } = options;
  // What it gives is another list each time.
  const { inputs } = model;
  const others = Object.keys(given);
  const unknown = others.find((name) => !inputs.some((one) => nameOf(one) === name));
  if (unknown !== undefined) {
    return refuse(
      `it has no input ${unknown} that could be given; its inputs are ${inputs.map(nameOf).join(', ')}`,
    );
  }
  const left = inputs.filter((one) => !others.includes(nameOf(one)));
  const [input] = left;
  if (left.length !== 1) return refuse(severalInputs(inputs.map((one) => inputOf(nameOf(one), one.shape))));
  const [, height, width, colours] = input.shape ?? [];
  if (input.shape && input.shape.length !== 4) {
    return refuse(`its input has ${input.shape.length} dimensions, where batches of images have 4`);
  }
  if (!(colours === 1 || colours === 3)) {
    return refuse(
      `its input takes ${colours > 0 ? colours : 'an unknown number of'} channels (last); 3 or 1 are known here`,
    );
  }
  const fixed = sizeInFile(height, width, refuse);
  const fill = (one: tf.ModelTensorInfo, dims: readonly number[]): tf.Tensor => {
    const shape = (one.shape ?? []).map((size, axis) => (size > 0 ? size : (dims[axis] ?? 1)));
    return tf.fill(shape, given[nameOf(one)], one.dtype === 'int32' ? 'int32' : 'float32');
  };
  const run = (names: readonly string[], images: Numbers): tf.Tensor[] => {
    const feeds: Record<string, tf.Tensor> = {};
    try {
      feeds[input.name] = tf.tensor(
        images.data,
        [...images.dims],
        input.dtype === 'int32' ? 'int32' : 'float32',
      );
      for (const one of inputs) if (one !== input) feeds[one.name] = fill(one, images.dims);
      return [model.execute(feeds, [...names])].flat();
    } finally {
      tf.dispose(feeds);
    }
  };
  const { operations, names } = operationsOf(nodes, nameOf(input));
  const live = new Set(names);
  const outputs = outputsOf(model, nodes, live, options, refuse);
  const shaped = names.map(shapeOf);
  const attempt = async (size: Size): Promise<Attempt<Map<string, number[]>>> => {
    const { height: rows, width: columns } = size;
    const grey = new Float32Array(rows * columns * colours).fill(0.5);
    let found: tf.Tensor[] = [];
    try {
      found = run(shaped, { data: grey, dims: [1, rows, columns, colours] });
      const shapes = new Map(names.map((name, i) => [name, Array.from(found[i].dataSync())]));
      const output = outputs.map((name) => imageSize(shapes.get(name), colours)).find(Boolean);
      return { result: shapes, output };
    } catch (error) {
      return failedAt(size, error);
    } finally {
      tf.dispose(found);
    }
  };
  const found = await findSize(attempt, {
    asked: fixed ?? askedSize(options),
    suggested: likelySizes(options),
  });
  if ('error' in found) return refuse(found.error);
  const { result: shapes, at, size, multiple } = found;
  const output = chosenOutput(outputs, (name) => imageSize(shapes.get(name), colours), at, refuse);
  const extentOf = (name: string): Extent => {
    const shape = shapes.get(name);
    return shape?.length === 4 && shape[0] === 1 ? { height: shape[1], width: shape[2] } : undefined;
  };
  const { layers, blocks } = chooseLayers(operations, extentOf, at, output);
  return {
    metadata: { format: 'tfjs graph model', ...(outputs.length > 1 && { output }) },
    channels: colours,
    size,
    multiple,
    layers,
    blocks,
    output,
    operations: graphOperations(source, nodes, live, shapes, { name: nameOf(input), extent: at }),
    fingerprint: fingerprintOf(source, output, options),
    run: async (wanted, images) => {
      const missing = wanted.find((name) => !live.has(name));
      if (missing !== undefined) {
        throw new InputError(`${file} has no layer ${missing}. Its layers are ${layers.join(', ')}.`);
      }
      const tensors = run(wanted, images);
      try {
        const results: Numbers[] = [];
        for (const tensor of tensors) {
          results.push({ data: Float32Array.from(await tensor.data()), dims: tensor.shape });
        }
        return results;
      } finally {
        tf.dispose(tensors);
      }
    },
    dispose: () => model.dispose(),
  };
}

/** A node's name, without the number of its result. */
function nameOf({ name }: { readonly name: string }): string {
  return name.replace(/:\d+$/, '');
}

/** What may be its output: what is named; else what its signature says; else all that nothing goes on from. */
function outputsOf(
  model: Model,
  nodes: readonly GraphNode[],
  live: ReadonlySet<string>,
  { output }: GraphOptions,
  refuse: Refuse,
): string[] {
  const { signature } = model as unknown as { signature?: { outputs?: Record<string, { name?: string }> } };
  const signed = Object.entries(signature?.outputs ?? {});
  const named = signed.flatMap(([key, { name }]) =>
    name === undefined ? [] : [{ key, name: nameOf({ name }) }],
  );
  const all = named.length ? named.map(({ name }) => name) : endsOf(nodes);
  if (output !== undefined) {
    const found = live.has(output) ? output : named.find(({ key }) => key === output)?.name;
    return found !== undefined && live.has(found)
      ? [found]
      : refuse(`it has no output ${output}; it has ${all.join(', ')}`);
  }
  const computed = all.filter((name) => live.has(name));
  return computed.length ? computed : refuse('none of its outputs depends on its input');
}

function fingerprintOf(
  { topology, artifacts }: TfjsModel,
  output: string,
  { inputs = {} }: GraphOptions,
): string {
  const hash = createHash('sha256').update(JSON.stringify([topology, artifacts.weightSpecs, output, inputs]));
  return hash
    .update(new Uint8Array(artifacts.weightData as ArrayBuffer))
    .digest('hex')
    .slice(0, 40);
}
