import type { LayersModel } from '@tensorflow/tfjs-layers';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { writeWeights, type Network } from '../network';
import { assembly } from './assemble';
import { metadataOf, tensorsNamed } from './network-in';
import { withWeights } from './open-weights';
import { Plan, type Tensors } from './recognised';

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
