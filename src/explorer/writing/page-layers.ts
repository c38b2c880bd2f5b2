import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { PageLayer } from '../shared/data';
import type { Packer } from './packer';

type Config = Readonly<Record<string, unknown>>;
/** What a layer does, besides its name and inputs. */
type Doing<Layer = PageLayer> = Layer extends PageLayer ? Omit<Layer, 'name' | 'inputs'> : never;

/**
 * A model as the page computes it: its layers in the order that data flows, with their weights.
 *
 * @param weights by name: `RB1.conv1/kernel`.
 * @throws InputError naming the kind of layer that pages do not have, or the setting of one.
 */
export function pageLayers(
  file: string,
  model: LayersModel,
  weights: ReadonlyMap<string, WeightTensor>,
  packer: Packer,
): PageLayer[] {
  const places = new Map(model.layers.map(({ name }, place) => [name, place]));
  return model.layers.map((layer) => {
    const kind = layer.getClassName();
    const refuse = (why: string): never => {
      throw new InputError(
        `${file}: the layer ${layer.name} ${why}. Pages compute ${Object.keys(kinds).join(', ')}; look at this network with ddr analyse.`,
      );
    };
    const nodes = layer.inboundNodes;
    if (nodes.length !== 1) return refuse(`is used ${nodes.length} times, which pages do not do`);
    const make = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (!make) return refuse(`is a ${kind}`);
    const tensor = (name: string): WeightTensor | undefined => weights.get(`${layer.name}/${name}`);
    const doing = make({ config: layer.getConfig() as Config, tensor, packer, refuse });
    const inputs = nodes[0].inboundLayers.map(({ name }) => places.get(name)!);
    return { name: layer.name, inputs, ...doing } as PageLayer;
  });
}

interface Making {
  readonly config: Config;
  readonly tensor: (name: string) => WeightTensor | undefined;
  readonly packer: Packer;
  readonly refuse: (why: string) => never;
}

/** tfjs's kinds of layers that pages have. */
const kinds: Readonly<Record<string, (making: Making) => Doing>> = {
  InputLayer: () => ({ kind: 'input' }),
  Conv2D: convolution,
  LeakyReLU: ({ config }) => ({ kind: 'leaky', slope: config.alpha as number }),
  ReLU: ({ config, refuse }) =>
    (config.maxValue ?? null) === null ? { kind: 'relu' } : refuse('is a ReLU with a ceiling'),
  Add: () => ({ kind: 'add' }),
  Multiply: () => ({ kind: 'multiply' }),
  Concatenate: ({ config, refuse }) =>
    [-1, 3].includes(config.axis as number)
      ? { kind: 'concatenate' }
      : refuse('joins along another axis than channels'),
  Rescaling: ({ config }) => ({
    kind: 'rescale',
    scale: config.scale as number,
    offset: (config.offset as number | undefined) ?? 0,
  }),
  PixelShuffle: ({ config }) => ({ kind: 'shuffle', factor: config.factor as number }),
  BicubicUpsampling: ({ config }) => ({ kind: 'bicubic', scale: config.scale as number }),
  BilinearUpsampling: ({ config }) => ({ kind: 'bilinear', scale: config.scale as number }),
};

function convolution({ config, tensor, packer, refuse }: Making): Doing {
  const kernel = tensor('kernel');
  if (!kernel) return refuse('is a convolution without a kernel');
  const { activation = 'linear', padding } = config;
  if (activation !== 'linear' && activation !== 'relu') {
    return refuse(`is a convolution with the activation ${String(activation)}`);
  }
  const one = (name: string): number => {
    const [first, second = first] = [config[name] ?? 1].flat() as number[];
    return first === second ? first : refuse(`is a convolution whose ${name} differ down and across`);
  };
  const bias = tensor('bias');
  return {
    kind: 'conv',
    shape: kernel.shape as readonly [number, number, number, number],
    kernel: packer.exactly(Float32Array.from(kernel.data)),
    ...(bias && { bias: packer.exactly(Float32Array.from(bias.data)) }),
    stride: one('strides'),
    dilation: one('dilationRate'),
    padding: padding as 'same' | 'valid',
    activation,
  };
}
