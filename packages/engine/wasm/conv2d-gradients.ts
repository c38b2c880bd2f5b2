import {
  backend_util,
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelBackend,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

type Attributes = {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
};

/**
 * Gives the wasm backend both gradients of a convolution. It has none for the filter, and its own for the
 * input runs at a tenth of the speed of its forward convolution; both gradients are convolutions
 * themselves, so here they call that one.
 */
export function registerConv2DGradients(): void {
  registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: filterGradient as unknown as KernelFunc,
  });
  const slow = getKernel('Conv2DBackpropInput', 'wasm');
  unregisterKernel('Conv2DBackpropInput', 'wasm');
  registerKernel({
    ...slow,
    kernelFunc: ((call: Call) =>
      inputGradient(call) ?? slow.kernelFunc(call as never)) as unknown as KernelFunc,
  });
}

interface Call {
  inputs: Record<string, TensorInfo>;
  backend: KernelBackend;
  attrs: Attributes & { filterShape?: number[]; inputShape?: number[] };
}

/**
 * dW[i, j, c, o] = sum over n, y, x of X[n, y s + i - p, x s + j - p, c] dY[n, y, x, o]: the convolution of X
 * with batch and channels exchanged by dY as a kernel, dilated by the forward stride s.
 */
function filterGradient({ inputs, backend, attrs }: Call): TensorInfo {
  const { x, dy } = inputs;
  const filterShape = attrs.filterShape as [number, number, number, number];
  const info = forward(x.shape, filterShape, attrs);
  const run = runner(backend);
  const xT = run.keep('Transpose', { x }, { perm: [3, 1, 2, 0] });
  const dyT = run.keep('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
  const { top, bottom, left, right } = info.padInfo;
  const dwT = run.keep(
    'Conv2D',
    { x: xT, filter: dyT },
    {
      strides: [info.dilationHeight, info.dilationWidth],
      dilations: [info.strideHeight, info.strideWidth],
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
  // Rows that a stride leaves unused at the far border make the result larger than the kernel.
  const [kernelHeight, kernelWidth] = filterShape;
  const cut =
    dwT.shape[1] === kernelHeight && dwT.shape[2] === kernelWidth
      ? dwT
      : run.keep(
          'Slice',
          { x: dwT },
          { begin: [0, 0, 0, 0], size: [dwT.shape[0], kernelHeight, kernelWidth, dwT.shape[3]] },
        );
  const dw = run.call('Transpose', { x: cut }, { perm: [1, 2, 0, 3] });
  run.release();
  return dw;
}

/**
 * dX is the convolution of dY by the kernel turned by 180 degrees with its channels exchanged. Undefined for
 * a stride over 1, which wants zeros between the samples of dY: the backend's own kernel does that.
 */
function inputGradient({ inputs, backend, attrs }: Call): TensorInfo | undefined {
  const { dy, filter } = inputs;
  const info = forward(attrs.inputShape!, filter.shape, attrs);
  if (info.strideHeight !== 1 || info.strideWidth !== 1 || attrs.dataFormat === 'NCHW') return undefined;
  const { top, bottom, left, right } = info.padInfo;
  const reachDown = info.effectiveFilterHeight - 1;
  const reachAcross = info.effectiveFilterWidth - 1;
  const pads = [reachDown - top, reachDown - bottom, reachAcross - left, reachAcross - right];
  if (pads.some((pad) => pad < 0)) return undefined;
  const run = runner(backend);
  const turned = run.keep('Reverse', { x: filter }, { dims: [0, 1] });
  const exchanged = run.keep('Transpose', { x: turned }, { perm: [0, 1, 3, 2] });
  const dx = run.call(
    'Conv2D',
    { x: dy, filter: exchanged },
    {
      strides: [1, 1],
      dilations: [info.dilationHeight, info.dilationWidth],
      pad: [
        [0, 0],
        [pads[0], pads[1]],
        [pads[2], pads[3]],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
  run.release();
  return dx;
}

function forward(inputShape: number[], filterShape: number[], attrs: Attributes): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    1, // tfjs's gradients of a dilated convolution never reach a backend: they are refused above it.
    attrs.pad,
    attrs.dimRoundingMode,
  );
}

/** Calls the backend's other kernels, and frees what was made on the way. */
function runner(backend: KernelBackend): {
  call(kernel: string, inputs: Record<string, TensorInfo>, attrs: NamedAttrMap | object): TensorInfo;
  keep(kernel: string, inputs: Record<string, TensorInfo>, attrs: NamedAttrMap | object): TensorInfo;
  release(): void;
} {
  const made: TensorInfo[] = [];
  const call = (kernel: string, inputs: Record<string, TensorInfo>, attrs: object): TensorInfo =>
    getKernel(kernel, 'wasm').kernelFunc({ inputs, backend, attrs: attrs as NamedAttrMap }) as TensorInfo;
  return {
    call,
    keep: (kernel, inputs, attrs) => {
      const result = call(kernel, inputs, attrs);
      made.push(result);
      return result;
    },
    release: () => made.forEach((tensor) => backend.disposeData(tensor.dataId)),
  };
}
