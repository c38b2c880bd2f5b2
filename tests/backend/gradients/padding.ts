import type { backend_util } from '@tensorflow/tfjs-core';
import type { Padding } from '../reference/windows';

/** Padding as tfjs takes it. */
export function tfPad(pad: Padding): 'same' | 'valid' | number | backend_util.ExplicitPadding {
  if (typeof pad !== 'object') return pad;
  const [top, bottom, left, right] = pad;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
