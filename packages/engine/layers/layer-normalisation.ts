import { refuse, weightsOf, type LearnCall } from '../gradients/compiled/learn';
import { toPixels } from '../gradients/compiled/pixels';
import type { Feature } from '../gradients/compiled/tape';
import { isImage, required } from '../onnxruntime/compiled/layer-call';
import { Float, type Value } from '../onnxruntime/graph';
import { channelsFirst, channelsLast } from '../onnxruntime/layouts';
import { pixelwise, type LayerKind } from './kind';

/** Layer normalisation (Ba et al. 2016) over the channels, of each pixel or row by itself. */
export const layerNormalisation: LayerKind = {
  className: 'LayerNormalization',
  emit: (call) => {
    const {
      graph,
      inputs: [x],
      config,
    } = call;
    if (!isOverChannels(config, x.shape.length)) return undefined;
    const last = isImage(x) ? channelsLast(graph, x.value) : x.value;
    const value = graph.node(
      'LayerNormalization',
      [last, required(call, 'gamma').value, required(call, 'beta').value],
      { axis: -1, epsilon: new Float(config.epsilon as number) },
    );
    return isImage(x) ? channelsFirst(graph, value) : value;
  },
  locality: pixelwise,
  learn,
};

/** Whether it normalises what tfjs has last, with both weights. */
function isOverChannels(config: Readonly<Record<string, unknown>>, rank: number): boolean {
  const axes = [config.axis].flat();
  const isLast = axes.length === 1 && [-1, rank - 1].includes(axes[0] as number);
  return isLast && config.scale !== false && config.center !== false;
}

function learn(call: LearnCall): Feature {
  const { tape, inputs, config, shape } = call;
  if (inputs[0].layout === 'scalar' || !isOverChannels(config, shape.length)) return refuse(call);
  const x = toPixels(tape, inputs[0]);
  const { graph } = tape;
  const weights = weightsOf(call);
  const [gamma, beta] = ['gamma', 'beta'].map((name) => weights.get(name)!);
  const { channels } = x;
  const calculate = (type: string, ...operands: Value[]): Value => graph.node(type, operands);
  const ones = graph.constant(new Float32Array(channels).fill(1), [channels]);
  const [normal, , inverse] = graph.multiple('LayerNormalization', [x.value, ones], 3, {
    axis: -1,
    epsilon: new Float(config.epsilon as number),
  });
  const y: Feature = {
    ...x,
    fixed: x.fixed && !gamma.trained && !beta.trained,
    value: calculate('Add', calculate('Mul', normal, gamma.value), beta.value),
  };
  return tape.record(y, (dy) => {
    const sum = (value: Value): Value =>
      graph.node('ReduceSum', [value, graph.integers([0])], { keepdims: 0 });
    tape.collect(beta, () => sum(dy));
    tape.collect(gamma, () => sum(calculate('Mul', dy, normal)));
    if (x.fixed) return;
    // dx = (g - mean g - normal mean(g normal)) / deviation, where g = dy gamma.
    const g = calculate('Mul', dy, gamma.value);
    const mean = (value: Value): Value => graph.node('ReduceMean', [value], { axes: [1], keepdims: 1 });
    const along = calculate('Mul', normal, mean(calculate('Mul', g, normal)));
    const rest = calculate('Sub', calculate('Sub', g, mean(g)), along);
    tape.accumulate(x, calculate('Mul', rest, inverse));
  });
}
