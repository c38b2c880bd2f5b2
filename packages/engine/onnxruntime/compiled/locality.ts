import type { Step } from './stages';
import { pair } from './layers/convolution';
import { weightName } from './layer-call';

/** How far a layer looks around a pixel, and how much larger its result is, where every pixel is treated alike. */
export interface Locality {
  /** How many pixels of its input a layer sees to each side, at most. */
  readonly reach: number;
  readonly scale: number;
}

const pixelwise: Locality = { reach: 0, scale: 1 };

/** Layers that treat each pixel by itself, whatever they are set to. */
const alwaysPixelwise = new Set([
  'Activation',
  'Add',
  'Average',
  'BatchNormalization',
  'ChannelSlice',
  'Dense',
  'Dropout',
  'ELU',
  'GaussianNoise',
  'LeakyReLU',
  'Maximum',
  'Minimum',
  'Multiply',
  'ReLU',
  'Rescaling',
  'Softmax',
]);

/** A layer's locality, or undefined where parts of an image cannot be computed by themselves. */
export function localityOf({ layer, className, shape }: Step): Locality | undefined {
  if (shape.length !== 4) return undefined;
  if (alwaysPixelwise.has(className)) return pixelwise;
  const config = layer.getConfig() as Readonly<Record<string, unknown>>;
  switch (className) {
    case 'Conv2D':
      return windowReach(config, pair(config.dilationRate, 1));
    case 'GroupConv2D':
      return windowReach({ ...config, padding: 'same' }, [1, 1]);
    case 'DepthwiseConv2D':
      return windowReach(config, [1, 1]);
    case 'Concatenate':
      return [-1, 3].includes((config.axis ?? -1) as number) ? pixelwise : undefined;
    case 'PReLU': {
      const alpha = layer.weights.find((weight) => weightName(weight) === 'alpha')?.shape;
      return alpha?.[0] === 1 && alpha[1] === 1 ? pixelwise : undefined;
    }
    case 'PixelShuffle':
    case 'TorchPixelShuffle':
      return { reach: 0, scale: config.factor as number };
    case 'BicubicUpsampling':
      return { reach: 2, scale: config.scale as number };
    case 'BilinearUpsampling':
      return { reach: 1, scale: config.scale as number };
    case 'UpSampling2D': {
      const [height, width] = pair(config.size, 2);
      return height === width ? { reach: 1, scale: height } : undefined;
    }
    default:
      return undefined;
  }
}

function windowReach(
  config: Readonly<Record<string, unknown>>,
  dilations: readonly [number, number],
): Locality | undefined {
  if (config.padding !== 'same' || pair(config.strides, 1).some((stride) => stride !== 1)) return undefined;
  const taps = pair(config.kernelSize, 1);
  return {
    reach: Math.max(...taps.map((count, axis) => Math.ceil(((count - 1) * dilations[axis]) / 2))),
    scale: 1,
  };
}
