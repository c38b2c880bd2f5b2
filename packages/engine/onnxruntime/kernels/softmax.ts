import { kernel, blank, numbers, tensorOf, type Kernel } from '../tensors';

/**
 * exp(x) / sum(exp(x)) along the last axis, exponents taken from the greatest; rounded at each step as the cpu
 * backend does.
 */
export const softmax: Kernel = kernel<'logits', { dim: number }>(
  'Softmax',
  ({ inputs: { logits }, backend, attrs: { dim } }) => {
    const x = numbers(backend, logits);
    const last = logits.shape.length - 1;
    if (!x || x.length === 0 || last < 0 || (dim !== -1 && dim !== last)) return undefined;
    const columns = logits.shape[last];
    const y = blank(x.length);
    for (let start = 0; start < x.length; start += columns) {
      const end = start + columns;
      let greatest = -Infinity;
      for (let i = start; i < end; i++) greatest = Math.max(greatest, x[i]);
      let sum = 0;
      for (let i = start; i < end; i++) sum += y[i] = Math.fround(Math.exp(Math.fround(x[i] - greatest)));
      sum = Math.fround(sum);
      for (let i = start; i < end; i++) y[i] /= sum;
    }
    return tensorOf(backend, logits.shape, y);
  },
);
