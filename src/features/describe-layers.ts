import { InputError } from '@ddr-lab/base/errors';
import type { Extent } from '@ddr-lab/engine/layers/sight';
import { receptiveFields, weightCounts } from '@ddr-lab/graphs/receptive-field';
import { modelOperations } from '@ddr-lab/graphs/tfjs/layers-sights';
import { isGraphNetwork, type Tappable } from '../networks/tappable';
import { passOf } from './tap';

/** A layer as `--layers` and `tap` name it, and what it is. */
export interface LayerDescription {
  readonly name: string;
  /** What it puts out for one image of the size: height, width and channels, or the channels alone. */
  readonly shape: readonly number[];
  /**
   * Numbers that are learnt or kept by training (a moving average, too) and that this layer needs beside the layers before it; together
   * they are the network's. Undefined where the file does not tell.
   */
  readonly parameters: number | undefined;
  /**
   * Rows and columns of the image that a place in the middle of its result depends on; `image`: all of it, whatever its size; undefined
   * where an operation on the way is not known.
   */
  readonly receptiveField: Extent | 'image' | undefined;
  /**
   * Rows and columns of the image from one place of its result to the next: 1/4 behind an enlargement by 4. Undefined where it has
   * no places, or the receptive field is not known.
   */
  readonly stride: Extent | undefined;
}

/** What `describeLayers` takes besides the network. */
export interface DescribeLayersOptions {
  /** Height and width of the image whose shapes are told, in pixels; default: the one size that the network takes, else 32 x 32. */
  readonly size?: Extent;
}

/**
 * The layers worth tapping of any network, in the order that data flows. The network is run once on a grey image, to see the
 * shapes; receptive fields and strides follow from the settings of its operations.
 *
 * @throws InputError where it does not take an image of the size.
 */
export async function describeLayers(
  network: Tappable,
  { size }: DescribeLayersOptions = {},
): Promise<LayerDescription[]> {
  const own = isGraphNetwork(network) ? network.size : undefined;
  const { height, width } = size ?? own ?? { height: 32, width: 32 };
  for (const side of [height, width]) {
    if (!(Number.isInteger(side) && side > 0)) {
      throw new InputError(`size ${String(side)}: sides of images are whole numbers above 0.`);
    }
  }
  const planes = isGraphNetwork(network) ? 3 : (network.model.inputs[0].shape[3] ?? 3);
  const dims = [1, height, width, planes];
  const grey = { data: new Float32Array(height * width * planes).fill(0.5), dims };
  const layers = [...network.layers];
  const results = await passOf(network, layers)(grey);
  const operations = isGraphNetwork(network) ? network.operations : modelOperations(network.model);
  const fields = receptiveFields(operations ?? [], layers);
  const counts = weightCounts(operations ?? [], layers);
  return layers.map((name, i) => {
    const field = fields.get(name);
    const shape = results[i].dims.slice(1);
    return {
      name,
      shape,
      parameters: operations && counts.get(name),
      receptiveField: field?.extent,
      stride: shape.length < 3 ? undefined : field?.stride,
    };
  });
}
