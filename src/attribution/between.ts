import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../networks/tappable';
import type { AttributeOptions, Attribution } from './method';
import { alongPath } from './path';
import type { Target } from './targets';

/** What `attributeChange` takes. */
export interface ChangeOptions extends AttributeOptions {
  /** Steps of the path; default 20. */
  readonly steps?: number;
}

/**
 * Which pixels make the difference between two versions of an image, a clean and a noisy one say: the gradient along the straight line between them, times the
 * difference, by the trapezoid rule. With a `featurePlace` as target it says which pixels moved the image in the map of degradation representations.
 *
 * @throws InputError for images of two sizes, and as every method that needs gradients.
 */
export async function attributeChange(
  network: Tappable,
  { from, to }: { readonly from: Image; readonly to: Image },
  target: Target,
  { steps = 20, ...rest }: ChangeOptions = {},
): Promise<Attribution> {
  if (from.height !== to.height || from.width !== to.width) {
    throw new InputError(
      `Two versions of an image have one size: these are ${from.height} x ${from.width} and ${to.height} x ${to.width}.`,
    );
  }
  const path = (t: number): Float32Array => to.data.map((value, i) => t * value + (1 - t) * from.data[i]);
  return alongPath(network, to, target, path, {
    method: 'The attribution of a change',
    steps,
    rule: 'trapezoid',
    ...rest,
  });
}
