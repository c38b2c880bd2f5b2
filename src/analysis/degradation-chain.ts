import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { subSeed } from '../degradations/degradation';
import type { OwnDegradation } from '../degradations/own-degradation';
import { type AnyDegradation, degrade, parsePreset } from '../degradations/presets';
import { degradeWith } from '../networks/degrade-with';
import { loadNetwork } from '../networks/load-network';
import type { Network } from '../networks/network';
import { checkpoint } from './checkpoint';

/** What stands before the name of a network, or a weight file, in a chain. */
const MODEL = 'model:';

/** A network that degrades as a degradation of one's own, for whatever takes a preset's name. */
export function learntDegradation(name: string, network: Network): OwnDegradation {
  if (network.spec.kind !== 'degrader') {
    throw new InputError(
      `${name}: a network of kind ${network.spec.kind} does not degrade; ddr train --list says which do.`,
    );
  }
  return { name, apply: (image, { seed }) => degradeWith(network, image, { seed }) };
}

/**
 * A degradation by name, in which trained degraders stand like presets: `blur2+noise20`, `model:dsgan`, `bicubic4+model:own/net.safetensors+jpeg30`. Each link of a
 * chain has random numbers of its own, as in `degrade`. A chain without a network is the preset of that name.
 *
 * @throws InputError as `parsePreset`, for a file that cannot be read, and for a network that does not degrade.
 */
export async function degradationChain(text: string): Promise<AnyDegradation> {
  const links = text.split('+').map((link) => link.trim());
  if (!links.some((link) => link.startsWith(MODEL))) return parsePreset(text);
  const parts: AnyDegradation[] = [];
  for (const link of links) {
    if (!link.startsWith(MODEL)) parts.push(parsePreset(link));
    else {
      const name = link.slice(MODEL.length);
      if (name === '')
        throw new InputError(`Preset "${text}": ${MODEL} needs a name right after it, as in ${MODEL}dsgan.`);
      // A name has neither folder nor ending.
      const network = /[/\\.]/.test(name) ? await loadNetwork(name) : await checkpoint(name);
      parts.push(learntDegradation(link, network));
    }
  }
  return {
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
