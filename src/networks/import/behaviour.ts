import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Image } from '../../images/image';
import { resize } from '../../images/resize';
import { modelPass } from '../model-pass';
import type { Network } from '../network';
import { responseIn, responseWarning, sceneFor, type Response } from './response';

/** What a network makes of one image, in its features and its output. */
export interface Behaviour {
  /** Undefined for one that puts out no such image. */
  readonly response: Response | undefined;
  /** How far its output, shrunk again, is from the image: root mean square, in [0, 1]; undefined as above. */
  readonly distance: number | undefined;
  /** The last block's name and features; undefined for a network without blocks. */
  readonly block: { readonly name: string; readonly features: Float32Array } | undefined;
  /** How many times as large features are behind the last block as in front of the first (root mean squares). */
  readonly growth: number;
}

/** Residual blocks of any kind: RB16, RRDB23, IMDB6. */
const blocks = /^[A-Z]+B\d+$/;

/**
 * From the first layer to the last block, features of networks that were trained grow by a small factor (the 16 image networks with
 * blocks that are shipped here and three of others': 0.45 to 3.3); a residual that is added ten times too large multiplies at each block.
 */
const mostGrowth = 100;

/** Shows a network of RGB images a drawn scene. */
export async function behaviourOf({ model, layers }: Network): Promise<Behaviour> {
  const scene = sceneFor({ model });
  const last = layers.filter((name) => blocks.test(name)).pop();
  const watched = last === undefined ? [] : ['Conv1', last].filter((name) => layers.includes(name));
  const tensors = [...watched.map((name) => model.getLayer(name).output as SymbolicTensor), model.outputs[0]];
  const image = { data: scene.data, dims: [1, scene.height, scene.width, 3] };
  const results = await modelPass(model, tensors)(image);
  const output = results[results.length - 1];
  const response = responseIn(output, scene);
  const [first, behind] = watched.length === 2 ? [results[0].data, results[1].data] : [];
  return {
    response,
    distance:
      response &&
      distance(output.data, { scale: response.scale, height: scene.height, width: scene.width }, scene),
    block: last !== undefined && behind ? { name: last, features: behind } : undefined,
    growth: first && behind ? size(behind) / size(first) : 1,
  };
}

/** What is wrong with how a network behaves, in words; undefined where nothing seems to be. */
export function troubleOf({ response, growth, block }: Behaviour): string | undefined {
  const warning = response && responseWarning(response);
  if (warning !== undefined || growth <= mostGrowth) return warning;
  const many = Number.isFinite(growth) ? `${growth.toPrecision(2)} times as large` : 'infinitely larger';
  return `its features at ${block?.name ?? 'the last block'} are ${many} as behind its first layer: a residual scaling that is too large, or another input range`;
}

/** How much the features behind the last block differ, as a part of their size; undefined where they cannot be compared. */
export function difference(a: Behaviour, b: Behaviour): number | undefined {
  if (!a.block || a.block.features.length !== b.block?.features.length) return undefined;
  const other = b.block.features;
  return size(a.block.features.map((value, i) => value - other[i])) / size(a.block.features);
}

/** Root mean square. */
function size(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}

function distance(
  output: Float32Array,
  { scale, height, width }: { scale: number; height: number; width: number },
  scene: Image,
): number {
  const large = { height: height * scale, width: width * scale, data: output };
  const shrunk = scale === 1 ? large : resize(large, { height, width });
  return size(shrunk.data.map((value, i) => value - scene.data[i]));
}
