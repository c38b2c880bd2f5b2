import { InputError } from '@ddr-lab/base/errors';
import type { Clip } from '@ddr-lab/images/clip';
import type { Image } from '@ddr-lab/images/image';
import type { NetworkKind } from './architectures/kind';
import { networkKinds, type NetworkSpec } from './architectures/spec';
import { isGraphNetwork, type Runnable } from './tappable';

/** How many frames a network of clips takes; undefined for one of images. */
export function framesOf(spec: NetworkSpec): number | undefined {
  const kind: NetworkKind = networkKinds[spec.kind];
  return kind.frames?.(spec as never);
}

/** How many frames there are: one of an image. */
export const frameCount = (image: Image | Clip): number => ('frames' in image ? image.frames.length : 1);

/**
 * Refuses an image or a clip where a network takes something else.
 *
 * @param given how many frames it is given: one of an image.
 * @throws InputError naming both.
 */
export function checkInput(network: Runnable, given: number): void {
  if (isGraphNetwork(network)) return;
  const planes = network.model.inputs[0].shape[3];
  if (typeof planes !== 'number' || planes === 3 * given) return;
  const was = `and was given ${given === 1 ? 'an image' : `a clip of ${given} frames`}`;
  if (planes === 3) throw new InputError(`The network takes single images, ${was}.`);
  const frames = 'spec' in network ? framesOf(network.spec as NetworkSpec) : undefined;
  if (frames !== undefined) {
    throw new InputError(`The network takes clips of ${frames} frames (docs/clips.md), ${was}.`);
  }
  throw new InputError(
    `The network takes images of ${planes} planes, not of three colours${planes > 3 ? ': the others hold noise (`ddr degrade --model`)' : ''}.`,
  );
}
