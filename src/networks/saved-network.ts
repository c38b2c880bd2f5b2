import { InputError } from '@ddr-lab/base/errors';
import { buildNetwork, type Network } from './network';
import type { NetworkSpec } from './architectures/spec';
import type { WeightContents } from '@ddr-lab/weights/stored';
import type { GiveWeight } from './given-weights';

/** Whether a file is one of this project: it says so, or its tensors are named as ours are. */
export function isSaved({ tensors, metadata }: WeightContents): boolean {
  return metadata.network !== undefined || [...tensors.keys()].some((name) => name.endsWith('/kernel'));
}

/**
 * The network of a file of this project, whose `network` record says what it is. Every layer gets its weights from the
 * file as it is made: a record that does not go with them is refused at the first of them, whatever sizes it claims.
 *
 * @throws InputError naming the file and what does not fit.
 */
export async function savedNetwork(file: string, contents: WeightContents): Promise<Network> {
  const { tensors, metadata } = contents;
  const refuse = (why: string): never => {
    throw new InputError(`${file}: ${why}`);
  };
  if (metadata.network === undefined) {
    return refuse('its metadata has no "network" record, so it is no weight file of ddr-lab.');
  }
  const spec = specOf(metadata.network, refuse);
  const used = new Set<string>();
  const give: GiveWeight = (name, shape) => {
    const tensor = tensors.get(name);
    if (!tensor) {
      return refuse(
        `the weights do not fit the network that its "network" record tells of (missing: ${name}, ${shape.join(' x ')}).`,
      );
    }
    if (tensor.shape.join() !== shape.join()) {
      return refuse(`tensor ${name} is ${tensor.shape.join(' x ')}, the network's ${shape.join(' x ')}.`);
    }
    used.add(name);
    return tensor;
  };
  const network = await buildNetwork(spec, metadata, give).catch((error: unknown) => {
    if (error instanceof InputError && error.message.startsWith(file)) throw error;
    // What the file says is all that can be wrong here.
    return refuse(`its "network" record describes no network that can be built: ${(error as Error).message}`);
  });
  const left = [...tensors.keys()].filter((name) => !used.has(name));
  if (left.length > 0) {
    network.model.dispose();
    const some = left.slice(0, 5).join(', ') + (left.length > 5 ? ', ...' : '');
    return refuse(`the weights do not fit the network (not used: ${some}).`);
  }
  return network;
}

/** Whether a value is a number or word, or lists and records of such, as the options of a network are. */
function isPlain(value: unknown, depth = 4): boolean {
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) return true;
  return depth > 0 && Object.values(value as object).every((inner) => isPlain(inner, depth - 1));
}

function specOf(text: string, refuse: (why: string) => never): NetworkSpec {
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch {
    return refuse(`its "network" record is no JSON: ${text.slice(0, 80)}`);
  }
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    return refuse(`its "network" record is no JSON object: ${text.slice(0, 80)}`);
  }
  if (!isPlain(spec)) return refuse('its "network" record is nested too deep to be one.');
  if (!('kind' in spec) || typeof spec.kind !== 'string') return refuse('its "network" record has no kind.');
  return spec as NetworkSpec;
}
