import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { StoredTensor } from '@ddr-lab/weights/stored';

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

/** Tensors with a common beginning of their names, which is taken off. */
export interface Group {
  /** The common beginning, without its last dot: `state_dict.module`; '' for all tensors of the file. */
  readonly place: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Parts of a beginning: what is nested deeper is not looked for. */
const DEEPEST = 12;

/**
 * Walks the tensors of a file as a tree of dotted names, from the whole to its parts; `enter` says of each group whether
 * to go on inside it. Groups of one tensor are no networks and left out.
 */
export function walkGroups(
  tensors: ReadonlyMap<string, StoredTensor>,
  enter: (group: Group) => boolean,
): void {
  const waiting: { group: Group; depth: number }[] = [{ group: { place: '', tensors }, depth: 0 }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { group, depth } = next;
    if (!enter(group) || depth >= DEEPEST) continue;
    for (const part of partsOf(group))
      if (part.tensors.size > 1) waiting.push({ group: part, depth: depth + 1 });
  }
}

/** The groups inside a group, by the first part of their names. */
export function partsOf({ place, tensors }: Group): Group[] {
  const parts = new Map<string, Map<string, StoredTensor>>();
  for (const [name, tensor] of tensors) {
    const dot = name.indexOf('.');
    if (dot < 0) continue;
    const first = name.slice(0, dot);
    const known = parts.get(first);
    if (known) known.set(name.slice(dot + 1), tensor);
    else parts.set(first, new Map([[name.slice(dot + 1), tensor]]));
  }
  return [...parts].map(([first, inner]) => ({ place: place ? `${place}.${first}` : first, tensors: inner }));
}

/** What wrappers of a part put into its names, and nobody calls a layer. */
const wrapped = /(^|\.)(_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module|_forward_module)(?=\.)/g;

/** Tensors without what `torch.compile` and others left within their names (`body._orig_mod.0.weight`). */
export function withoutWrappers(
  tensors: ReadonlyMap<string, StoredTensor>,
): ReadonlyMap<string, StoredTensor> {
  const plain = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) plain.set(name.replace(wrapped, '').replace(/^\./, ''), tensor);
  // Two that would be called the same are two.
  return plain.size === tensors.size ? plain : tensors;
}

/** What wrappers of a whole network put in front of its names; a place is called without them. */
const wrappers = /(^|\.)(module|_orig_mod)$/;

/** A place as it is told and asked for: without what `DataParallel` and `torch.compile` leave at its end. */
export function placeName(place: string): string {
  let name = place;
  while (wrappers.test(name)) name = name.replace(wrappers, '');
  return name;
}
