import { channelsFirst, channelsLast } from '../../layouts';
import { upsampleBicubic, upsampleBilinear } from '../../upsampling';
import { isImage, type Emitter, type Feature, type LayerCall } from '../layer-call';
import type { Graph, Value } from '../../graph';

/** Passes its input on: a layer that does something in training alone. */
export const identity: Emitter = ({ inputs }) => inputs[0].value;

export const flatten: Emitter = (call) =>
  (call.config.dataFormat ?? 'channelsLast') === 'channelsLast' ? rearrange(call, [0, -1]) : undefined;

export const reshape: Emitter = (call) => {
  const target = (call.config.targetShape as (number | null)[]).map((size) => size ?? -1);
  if (target.filter((size) => size < 0).length > 1) return undefined;
  const value = rearrange(call, [0, ...target]);
  return target.length === 3 ? channelsFirst(call.graph, value) : value;
};

/** Numbers in tfjs's order under another shape; 0 keeps a size, -1 is what is left. */
function rearrange({ graph, inputs: [x] }: LayerCall, target: readonly number[]): Value {
  return graph.node('Reshape', [inTfjsOrder(graph, x), graph.integers(target)]);
}

/** A feature with its dimensions in tfjs's order. */
export function inTfjsOrder(graph: Graph, x: Feature): Value {
  return isImage(x) ? channelsLast(graph, x.value) : x.value;
}

export const zeroPadding2d: Emitter = ({ graph, inputs: [x], config }) => {
  if ((config.dataFormat ?? 'channelsLast') !== 'channelsLast') return undefined;
  const [[top, bottom], [left, right]] = config.padding as [[number, number], [number, number]];
  return graph.node('Pad', [x.value, graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
};

const shuffle =
  (mode: 'DCR' | 'CRD'): Emitter =>
  ({ graph, inputs: [x], config }) =>
    graph.node('DepthToSpace', [x.value], { blocksize: config.factor as number, mode });

/** This project's layers: depthToSpace in tfjs's order of channels, and in PyTorch's. */
export const pixelShuffle = shuffle('DCR');
export const torchPixelShuffle = shuffle('CRD');

/** This project's layer: bilinear with half-pixel centres. */
export const bilinearUpsampling: Emitter = ({ graph, inputs: [x], config }) =>
  upsampleBilinear(graph, x.value, config.scale as number);

/** This project's layer: bicubic as MATLAB's. */
export const bicubicUpsampling: Emitter = ({ graph, inputs: [x], config }) =>
  upsampleBicubic(graph, x.value, config.scale as number, x.shape[3]!);

/** tfjs's own upsampling puts the first pixels' centres, not their corners, on each other. */
export const upSampling2d: Emitter = ({ graph, inputs: [x], config }) => {
  if ((config.dataFormat ?? 'channelsLast') !== 'channelsLast') return undefined;
  const place = { coordinate_transformation_mode: 'asymmetric' };
  return config.interpolation === 'bilinear'
    ? resize(graph, x, config.size as [number, number], { ...place, mode: 'linear' })
    : resize(graph, x, config.size as [number, number], { ...place, mode: 'nearest', nearest_mode: 'floor' });
};

function resize(
  graph: Graph,
  x: Feature,
  [height, width]: readonly [number, number],
  attributes: Readonly<Record<string, string>>,
): Value {
  const scales = graph.constant(Float32Array.of(1, 1, height, width), [4]);
  return graph.node('Resize', [x.value, '', scales], attributes);
}
