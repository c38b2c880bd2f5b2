import { Float, type Value } from '../../graph';
import { axisInGraph } from './activation';
import { required, type Emitter } from '../layer-call';

/** Batch normalisation with its moving mean and variance, as at inference. */
export const batchNormalization: Emitter = (call) => {
  const { graph, inputs, config } = call;
  const [x] = inputs;
  if (axisInGraph(x, (config.axis ?? -1) as number) !== 1) return undefined;
  const mean = required(call, 'moving_mean');
  const filled = (value: number): Value =>
    graph.constant(new Float32Array(mean.shape[0]).fill(value), mean.shape);
  const gamma = call.weight('gamma')?.value ?? filled(1);
  const beta = call.weight('beta')?.value ?? filled(0);
  return graph.node(
    'BatchNormalization',
    [x.value, gamma, beta, mean.value, required(call, 'moving_variance').value],
    { epsilon: new Float((config.epsilon ?? 1e-3) as number) },
  );
};

export const rescaling: Emitter = ({ graph, inputs: [x], config }) => {
  const { scale, offset } = config as { scale: number; offset: number };
  return graph.node('Add', [graph.node('Mul', [x.value, graph.scalar(scale)]), graph.scalar(offset)]);
};
