import { isImage, required } from '../onnxruntime/compiled/layer-call';
import type { LayerKind } from './kind';
import { convolve, pair, windowAttributes, windowReach, windowSight } from './window';

/** A convolution of each channel by itself. */
export const depthwiseConv2d: LayerKind = {
  className: 'DepthwiseConv2D',
  emit: (call) => {
    const { graph, inputs } = call;
    const kernel = required(call, 'depthwise_kernel');
    const [height, width, channels, multiplier] = kernel.shape;
    // tfjs's layer stores a dilation and then does not use it.
    const window = windowAttributes({ ...call.config, dilationRate: 1 }, [height, width]);
    if (!window || !isImage(inputs[0])) return undefined;
    // kH x kW x C x M to C x M x kH x kW, then one input channel for each of the C M kernels.
    const first = graph.node('Transpose', [kernel.value], { perm: [2, 3, 0, 1] });
    const filters = graph.node('Reshape', [first, graph.integers([channels * multiplier, 1, height, width])]);
    return convolve(call, filters, { ...window, group: channels });
  },
  locality: (config) => windowReach(config, [1, 1]),
  sight: (config, seen) => windowSight({ ...config, dilationRate: 1 }, pair(config.kernelSize, 1), seen),
};
