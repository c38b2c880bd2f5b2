import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { subSeed } from '../degradations/degradation';
import { isOwnDegradation, type OwnDegradation } from '../degradations/own-degradation';
import { type AnyDegradation, degrade, parsePreset } from '../degradations/presets';
import { degraderInput } from './architectures/degrader/given';
import { degradeWith } from './degrade-with';
import { loadNetwork } from './load-network';
import type { Network } from './network';

/** What stands before the name of a network, or a weight file, in a chain. */
const MODEL = 'model:';

const linksOf = (text: string): string[] => text.split('+').map((link) => link.trim());

/** The names of the networks in a chain: `dsgan` of `bicubic4+model:dsgan`. Files are no names. */
export function networksIn(text: string): string[] {
  return linksOf(text)
    .filter((link) => link.startsWith(MODEL))
    .map((link) => link.slice(MODEL.length))
    .filter((name) => !isFile(name));
}

/** A name has neither folder nor ending. */
const isFile = (name: string): boolean => /[/\\.]/.test(name);

/** A network that degrades as a degradation of one's own, for whatever takes a preset's name. */
export function learntDegradation(name: string, network: Network): OwnDegradation {
  const input = degraderInput(network.spec);
  if (!input) {
    throw new InputError(
      `${name}: a network of kind ${network.spec.kind} does not degrade; that takes one of kind degrader.`,
    );
  }
  return {
    name,
    apply: (image, { seed }) => degradeWith(network, image, { seed }),
    ...(input.shrinks > 1 && { shrinks: input.shrinks }),
  };
}

/**
 * A degradation by name, in which trained degraders stand like presets: `blur2+noise20`, `model:dsgan`, `bicubic4+model:own/net.safetensors+jpeg30`. Each link of a
 * chain has random numbers of its own, as in `degrade`. A chain without a network is the preset of that name.
 *
 * @param open the network of a name, such as `checkpoint`; files are read.
 * @throws InputError as `parsePreset`, for a file that cannot be read, and for a network that does not degrade.
 */
export async function degradationChain(
  text: string,
  open: (name: string) => Promise<Network>,
): Promise<AnyDegradation> {
  const links = linksOf(text);
  if (!links.some((link) => link.startsWith(MODEL))) return parsePreset(text);
  const parts: AnyDegradation[] = [];
  for (const link of links) {
    if (!link.startsWith(MODEL)) parts.push(parsePreset(link));
    else {
      const name = link.slice(MODEL.length);
      if (name === '') {
        throw new InputError(`Preset "${text}": ${MODEL} needs a name right after it, as in ${MODEL}dsgan.`);
      }
      parts.push(learntDegradation(link, await (isFile(name) ? loadNetwork(name) : open(name))));
    }
  }
  const shrinks = parts.flatMap((part) => (isOwnDegradation(part) && part.shrinks ? [part.shrinks] : []));
  if (shrinks.length > 1) {
    throw new InputError(`Preset "${text}": two networks that make LR images of HR images; leave one out.`);
  }
  return {
    ...(shrinks[0] && { shrinks: shrinks[0] }),
    name: text,
    apply: async (image: Image, { seed }) => {
      let degraded = image;
      for (const [position, part] of parts.entries()) {
        degraded = await degrade(degraded, part, {
          seed: position === 0 ? seed : subSeed(seed, position, 1),
        });
      }
      return degraded;
    },
  };
}
