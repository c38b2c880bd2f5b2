import type { PristineModel } from './niqe';
import { pristineCovariance, pristineMean } from './pristine-constants';

let model: PristineModel | undefined;

/**
 * Our model of pristine photographs: NIQE's features over the sharp blocks of BSDS500's 400 training and test
 * photographs (`make-pristine.ts`; the 100 of `bsds500/val` are not among them). They are JPEG files, where the
 * authors took 125 photographs that never were compressed, so that blocks of good JPEG count as pristine here.
 */
export function pristine(): PristineModel {
  if (model) return model;
  const size = pristineMean.length;
  const covariance = new Float64Array(size * size);
  let next = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      covariance[i * size + j] = covariance[j * size + i] = pristineCovariance[next++];
    }
  }
  model = { mean: Float64Array.from(pristineMean), covariance };
  return model;
}
