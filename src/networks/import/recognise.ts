import { InputError } from '@ddr-lab/base/errors';
import { useBackend } from '@ddr-lab/engine/backend';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { architectures } from '../architectures/recognised';
import { type Network, writeWeights } from '../network';
import { assembly } from './assemble';
import { foreignFamily, nearest } from './near-miss';
import { metadataOf, tensorsNamed } from './network-in';
import { withWeights } from './open-weights';
import {
  type ImportOptions,
  isNearMiss,
  type NearMiss,
  Plan,
  type Recognised,
  type Tensors,
} from './recognised';

/**
 * What a file's tensors are the weights of.
 *
 * @throws InputError naming the file, the nearest architecture and what does not fit.
 */
export function recognise(file: string, tensors: Tensors, options: ImportOptions): Recognised {
  const misses: NearMiss[] = [];
  for (const architecture of architectures) {
    try {
      const found = architecture.recognise(tensors, options);
      if (found && !isNearMiss(found)) return found;
      if (found) misses.push(found);
    } catch (error) {
      throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
    }
  }
  if (misses.length > 0) {
    const words = misses.map(({ architecture, but }) => `it looks like ${architecture}, but ${but}`);
    throw new InputError(`${file}: ${words.join('; or ')}. ${elsewhere}`);
  }
  const foreign = foreignFamily(tensors);
  if (foreign !== undefined) {
    throw new InputError(
      `${file}: its tensors are named like those of ${foreign}, which is not built here. ${elsewhere}`,
    );
  }
  const like = nearest(tensors, architectures);
  if (like !== undefined) throw new InputError(`${file}: ${like}. ${elsewhere}`);
  const some = [...tensors].slice(0, 4).map(([name, { shape }]) => `${name} (${shape.join(' x ')})`);
  throw new InputError(
    `${file}: its ${tensors.size} tensors (${some.join(', ')}, ...) are of no architecture known here: ${architectures.map(({ name }) => name).join('; ')}. ${elsewhere}`,
  );
}

const elsewhere =
  'Export it to ONNX (torch.onnx.export), which needs no architecture, or build it with a few lines of tfjs: see docs/import.md.';

/** Where a layer's weights are: the tensors' common name (`body.0.conv1` of `body.0.conv1.weight`). */
export type LayerSource =
  | string
  | {
      readonly from: string;
      /** Factor of the pixel shuffle behind a convolution, whose channels PyTorch orders otherwise. */
      readonly shuffle?: number;
    };

/**
 * Gives a tfjs model of one's own the weights of a file of any format: what to do where `importNetwork` does not know
 * the architecture. Convolutions, dense layers, batch normalisations and PReLUs are brought from PyTorch's layout to ours; every
 * tensor must be used exactly once (counters of batch normalisations aside).
 *
 * @param build makes the model; called when the backend is ready.
 * @param names for each layer with weights, by its name, where they are; what wrappers left in front of all of them need not
 *   be there (`module.`, `state_dict.generator.`).
 * @param options.place where in the file the network is (`generator`), where several have these names.
 * @returns what `tap`, `analyse` and `superResolve` take; its layers are those without a dot in their names.
 * @throws InputError naming the file and what does not fit; the model is disposed of then.
 */
export async function networkFrom(
  file: string,
  build: () => LayersModel,
  names: Readonly<Record<string, LayerSource>>,
  options: { readonly place?: string } = {},
): Promise<Pick<Network, 'model' | 'layers' | 'metadata'>> {
  return withWeights(file, async (contents) => {
    const group = tensorsNamed(file, contents, sourcesOf(names), options.place);
    await useBackend();
    return filled(file, build(), names, group.tensors, metadataOf(contents, group.place));
  });
}

function sourcesOf(names: Readonly<Record<string, LayerSource>>): string[] {
  return Object.values(names).map((source) => (typeof source === 'string' ? source : source.from));
}

function filled(
  file: string,
  model: LayersModel,
  names: Readonly<Record<string, LayerSource>>,
  tensors: Tensors,
  metadata: Readonly<Record<string, string>>,
): Pick<Network, 'model' | 'layers' | 'metadata'> {
  const refuse = (why: string): never => {
    throw new InputError(`${file}: ${why}.`);
  };
  try {
    const plan = new Plan(tensors);
    for (const [own, source] of Object.entries(names)) {
      const { from, shuffle } = typeof source === 'string' ? { from: source, shuffle: undefined } : source;
      const layer = model.layers.find(({ name }) => name === own);
      if (!layer) return refuse(`the model has no layer ${own}`);
      const kind = layer.getClassName();
      if (kind === 'Conv2D') plan.conv(own, from, shuffle);
      else if (kind === 'BatchNormalization') plan.norm(own, from);
      else if (kind === 'PReLU') plan.prelu(own, from);
      else if (kind === 'Dense') plan.dense(own, from);
      else return refuse(`${own} is a ${kind}: weights go to Conv2D, Dense, BatchNormalization and PReLU`);
    }
    const recognised = {
      architecture: 'the network given',
      sources: plan.sources,
      unused: (name: string) => name.endsWith('.num_batches_tracked'),
    };
    const { give, finish } = assembly(recognised, tensors, refuse);
    const weights = new Map(
      model.weights.map(({ originalName, shape }) => [originalName, give(originalName, shape as number[])]),
    );
    finish();
    writeWeights(model, weights);
  } catch (error) {
    model.dispose();
    throw error;
  }
  const layers = model.layers.filter(
    (layer) => !layer.name.includes('.') && layer.getClassName() !== 'InputLayer',
  );
  return { model, layers: layers.map(({ name }) => name), metadata };
}
