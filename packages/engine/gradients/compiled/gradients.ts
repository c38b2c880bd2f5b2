import * as tf from '@tensorflow/tfjs-core';
import { blockSize } from '../../onnxruntime/block-size';
import { compiledDevice, type Device } from '../../onnxruntime/device';
import { Graph, type Value } from '../../onnxruntime/graph';
import { channelsFirst, channelsLast } from '../../onnxruntime/layouts';
import {
  openSession,
  runtimeTensor,
  type RuntimeSession,
  type RuntimeTensor,
} from '../../onnxruntime/runtime';
import type { Gradients, Objective, Participant } from '../objective';
import { parametersOf, type Parameter } from '../parameters';
import { graphCalculus } from './calculus';
import type { Source } from './learn';
import { followMoments, type LayerMoments } from './moments';
import { Tape, type Feature, type Weight } from './tape';
import { Unsupported } from './unsupported';

/** The parts of a graph that change from run to run. */
interface Written {
  readonly graph: Graph;
  /** Weights that are inputs, by the names of the inputs. */
  readonly weights: ReadonlyMap<string, Parameter>;
  /** Trained weights, by the names of their gradients. */
  readonly trained: ReadonlyMap<string, Parameter>;
  readonly moments: readonly (LayerMoments & { readonly mean: string; readonly variance: string })[];
  readonly losses: readonly string[];
  /** Their shapes. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  /** Inputs whose gradients the graph gives. */
  readonly asked: readonly string[];
}

/**
 * An objective as one onnxruntime graph: channels stay in blocks from the first convolution to the last, activations
 * and additions are part of the convolutions.
 *
 * @returns undefined where it cannot be: another backend is in use, or a network has other layers.
 */
export function compiledGradients(objective: Objective): Gradients | undefined {
  if (tf.getBackend() !== 'onnxruntime') return undefined;
  const device = compiledDevice();
  // What compiles is the same on a GPU, which knows no blocks, as on the smallest of processors.
  const block = device.blocks ? blockSize() : 8;
  if (block === 0) return undefined;
  let written: Written;
  try {
    written = write(objective, new Graph(device.blocks), block);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
  return run(objective, written, device);
}

/** The graph of an objective, for a look at where its time goes. Weights are inputs named `NETWORK WEIGHT`. */
export const objectiveGraph = (objective: Objective): Graph =>
  write(objective, new Graph(), blockSize()).graph;

function write(objective: Objective, graph: Graph, block: number): Written {
  const [batch] = Object.values(objective.inputs)[0];
  const tape = new Tape(graph, block, batch);
  const weights = new Map<string, Parameter>();
  const trained = new Map<string, Parameter>();
  const moments: (LayerMoments & { mean: string; variance: string })[] = [];
  const source = (network: string, { model, role }: Participant): Source => {
    const parameters = parametersOf(model);
    const made = new Map<string, Weight>();
    const weight = (name: string): Weight => {
      const known = made.get(name);
      if (known) return known;
      const parameter = parameters.get(name);
      const key = `${network} ${name}`;
      const { shape, value, trainable } = parameter;
      const isTrained = isLearnt(role) && trainable;
      const given = role === 'fixed' ? graph.constant(value, shape) : graph.input(key, shape);
      if (role !== 'fixed') weights.set(key, parameter);
      const weight = { name: `d ${key}`, value: given, shape, trained: isTrained };
      made.set(name, weight);
      return weight;
    };
    return {
      model,
      weight,
      normalisation: role === 'fixed' || role === 'examined' ? 'moving' : 'batch',
      onMoments: (layer, { mean, variance }) => {
        if (role !== 'trained') return;
        const names = { mean: `mean ${moments.length}`, variance: `variance ${moments.length}` };
        graph.output(mean, names.mean);
        graph.output(variance, names.variance);
        moments.push({ model, layer, ...names });
      },
    };
  };
  const sources = Object.fromEntries(
    Object.entries(objective.networks).map(([name, network]) => [name, source(name, network)]),
  );
  const { wanted = [] } = objective;
  const inputs = Object.fromEntries(
    Object.entries(objective.inputs).map(([name, shape]) => [
      name,
      given(graph, name, shape, !wanted.includes(name)),
    ]),
  );
  const { losses, total, outputs = {} } = objective.build(graphCalculus(tape, sources), inputs);
  tape.backward(total);
  for (const [name, loss] of Object.entries(losses)) graph.output(loss.value, `loss ${name}`);
  const shapes: Record<string, readonly number[]> = {};
  for (const [name, images] of Object.entries(outputs)) {
    const { layout, value, height, width, channels } = images;
    if (layout !== 'planes' && layout !== 'rows') throw new Unsupported(`an output of layout ${layout}`);
    graph.output(layout === 'rows' ? value : channelsLast(graph, value), `image ${name}`);
    shapes[name] = layout === 'rows' ? [batch, channels] : [batch, height, width, channels];
  }
  for (const [network, { model, role }] of Object.entries(objective.networks)) {
    if (!isLearnt(role)) continue;
    for (const parameter of parametersOf(model).trainable) {
      const key = `d ${network} ${parameter.name}`;
      const gradient = tape.gradients.get(key);
      // A layer that the losses do not reach keeps its zeros.
      if (gradient === undefined) continue;
      graph.output(gradient, key);
      trained.set(key, parameter);
    }
  }
  const asked = wanted.filter((name) => {
    const x = inputs[name];
    const gradient = tape.adjoint(x);
    if (gradient === undefined) return false;
    graph.output(x.layout === 'rows' ? gradient : channelsLast(graph, gradient), `d input ${name}`);
    return true;
  });
  return { graph, weights, trained, moments, losses: Object.keys(losses), outputs: shapes, asked };
}

/** Whether gradients of weights are wanted. */
const isLearnt = (role: Participant['role']): boolean => role === 'trained' || role === 'examined';

/** An input as a feature; images with channels for whole blocks are not given to networks. */
function given(graph: Graph, name: string, shape: readonly number[], fixed: boolean): Feature {
  const value: Value = graph.input(name, shape);
  if (shape.length === 2) {
    return { layout: 'rows', value, channels: shape[1], height: 1, width: 1, fixed };
  }
  const [, height, width, channels] = shape;
  return { layout: 'planes', value: channelsFirst(graph, value), channels, height, width, fixed };
}

function run(objective: Objective, written: Written, device: Device): Gradients {
  const { graph, weights, trained, moments, losses, outputs, asked } = written;
  // Loaded again on a device that keeps results, once an optimiser takes them there.
  let bytes: Uint8Array | undefined = graph.encode();
  const results = new Map<string, Float32Array>();
  const wanted: [string, Float32Array, readonly number[]][] = [
    ...losses.map((name): [string, Float32Array, readonly number[]] => [
      `loss ${name}`,
      new Float32Array(1),
      [],
    ]),
  ];
  for (const { model, layer, mean, variance } of moments) {
    const size = parametersOf(model).get(`${layer}/moving_mean`).value.length;
    for (const name of [mean, variance]) wanted.push([name, new Float32Array(size), [size]]);
  }
  for (const [name, shape] of Object.entries(outputs)) {
    wanted.push([`image ${name}`, new Float32Array(shape.reduce((a, b) => a * b, 1)), shape]);
  }
  for (const name of asked) {
    const shape = objective.inputs[name];
    wanted.push([`d input ${name}`, new Float32Array(shape.reduce((a, b) => a * b, 1)), shape]);
  }
  for (const [name, data] of wanted) results.set(name, data);
  const fetches = wanted.map(([name, data, shape]) => [name, runtimeTensor('float32', data, shape)] as const);
  let opened: { readonly session: RuntimeSession; readonly kept: ReadonlySet<string> } | undefined;
  /** The graph, loaded so that the gradients which an optimiser takes on the device stay there. */
  const open = (): { readonly session: RuntimeSession; readonly kept: ReadonlySet<string> } => {
    const staying = [...trained].filter(([, { kept }]) => device.keeps && kept?.gradient.stays);
    if (opened?.kept.size === staying.length) return opened;
    opened?.session.dispose();
    const kept = new Set(staying.map(([key]) => key));
    opened = { session: openSession(bytes!, { device, ...(kept.size > 0 && { kept }) }), kept };
    if (!device.keeps) bytes = undefined;
    return opened;
  };
  open();
  /** Runs it with the weights as they are, the results going to where they belong. */
  const compute = (given: Record<string, RuntimeTensor>): void => {
    const { session, kept } = open();
    for (const [key, parameter] of weights) given[key] = weightTensor(parameter);
    if (kept.size === 0) {
      const gradients = [...trained].map(([key, { gradient, shape }]) => [
        key,
        runtimeTensor('float32', gradient, shape),
      ]);
      session.run(given, Object.fromEntries([...gradients, ...fetches]) as Fetches);
      return;
    }
    // Where results stay on the device, onnxruntime writes into none of the arrays that it is given.
    const names = [...trained.keys(), ...results.keys()];
    const found = session.run(given, Object.fromEntries(names.map((name) => [name, null])));
    for (const [key, parameter] of trained) {
      if (kept.has(key)) parameter.kept!.gradient.take(found[key]);
      else parameter.gradient.set(found[key].data as Float32Array);
    }
    for (const [name, data] of results) data.set(found[name].data as Float32Array);
  };
  return {
    kind: 'compiled',
    run: (inputs) => {
      const given = Object.fromEntries(
        Object.entries(objective.inputs).map(([name, shape]) => [
          name,
          runtimeTensor('float32', inputs[name], shape),
        ]),
      );
      compute(given);
      for (const { model, layer, mean, variance } of moments) {
        followMoments({ model, layer }, results.get(mean)!, results.get(variance)!);
      }
      return {
        losses: Object.fromEntries(losses.map((name) => [name, results.get(`loss ${name}`)![0]])),
        outputs: Object.fromEntries(
          Object.keys(outputs).map((name) => [name, results.get(`image ${name}`)!]),
        ),
        // An input that the losses do not depend on has zeros.
        gradients: Object.fromEntries(
          (objective.wanted ?? []).map((name) => [
            name,
            results.get(`d input ${name}`) ??
              new Float32Array(objective.inputs[name].reduce((a, b) => a * b, 1)),
          ]),
        ),
      };
    },
    dispose: () => opened?.session.dispose(),
  };
}

type Fetches = Parameters<RuntimeSession['run']>[1];

/** A weight where it lies, without a copy. */
const weightTensor = (parameter: Parameter): RuntimeTensor =>
  parameter.kept?.value.tensor() ?? runtimeTensor('float32', parameter.value, parameter.shape);
