import type { WeightTensor } from '@ddr-lab/engine/gradients/weight-tensor';

/**
 * How a tensor of PyTorch's becomes one of ours: `as-is`; `kernel` (out x in x h x w to h x w x in x out); `dense` (out x in
 * to in x out); `slope` (n to 1 x 1 x n); of a convolution in front of a pixel shuffle of a given factor, whose
 * output channels PyTorch and tfjs order differently, kernel and bias; of one behind unshuffled pixels, whose input
 * channels they order differently, the kernel.
 */
export type Layout =
  | 'as-is'
  | 'kernel'
  | 'dense'
  | 'slope'
  | { readonly shuffledKernel: number }
  | { readonly shuffledBias: number }
  | { readonly unshuffledKernel: number };

/** Brings a tensor into our layout; undefined where its shape is none of that layout. */
export function inLayout(tensor: WeightTensor, layout: Layout): WeightTensor | undefined {
  const { shape, data } = tensor;
  if (layout === 'as-is') return tensor;
  if (layout === 'slope') return shape.length === 1 ? { shape: [1, 1, shape[0]], data } : undefined;
  if (layout === 'dense') {
    return shape.length === 2
      ? outputsLast({ shape: [...shape, 1, 1], data }, (o) => o, [shape[1], shape[0]])
      : undefined;
  }
  if (typeof layout === 'object' && 'shuffledBias' in layout) {
    const order = shape.length === 1 ? shuffleOrder(shape[0], layout.shuffledBias) : undefined;
    return order && { shape, data: Float32Array.from(order, (from) => data[from]) };
  }
  if (shape.length !== 4) return undefined;
  const [outs, ins, height, width] = shape;
  const wanted = [height, width, ins, outs];
  const asGiven = (channel: number): number => channel;
  if (layout === 'kernel') return outputsLast(tensor, asGiven, wanted);
  if ('unshuffledKernel' in layout) {
    const order = shuffleOrder(ins, layout.unshuffledKernel);
    return order && outputsLast(tensor, asGiven, wanted, (i) => order[i]);
  }
  const order = shuffleOrder(outs, layout.shuffledKernel);
  return order && outputsLast(tensor, (o) => order[o], wanted);
}

/** Our channel (i r + j) C + c is PyTorch's c r r + i r + j. */
function shuffleOrder(outs: number, factor: number): number[] | undefined {
  const block = factor * factor;
  const channels = outs / block;
  if (!Number.isInteger(channels)) return undefined;
  return Array.from({ length: outs }, (_, own) => (own % channels) * block + Math.floor(own / channels));
}

/** out x in x h x w, rearranged so that `out` varies fastest; `outOf` and `inOf` say which output and input are taken for each. */
function outputsLast(
  { shape: [outs, ins, height, width], data }: WeightTensor,
  outOf: (own: number) => number,
  shape: readonly number[],
  inOf: (own: number) => number = (own) => own,
): WeightTensor {
  const result = new Float32Array(data.length);
  let at = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let i = 0; i < ins; i++)
        for (let o = 0; o < outs; o++)
          result[at++] = data[((outOf(o) * ins + inOf(i)) * height + y) * width + x];
  return { shape, data: result };
}
