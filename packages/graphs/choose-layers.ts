import type { Size } from './find-size';

/** What an operation is to whoever drew the network. */
export type Kind =
  | 'convolution'
  /** Adds up branches. */
  | 'sum'
  /** Does something to one branch alone: normalisation, activation, scaling. */
  | 'follows'
  | 'constant'
  | 'other';

/** One operation of a graph, under the name of its (first) result. */
export interface Operation {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly kind: Kind;
}

/** The size that a result has for an image; undefined for what has no rows and columns. */
export type Extent = { readonly height: number; readonly width: number } | undefined;

/** More layers than this are no choice: of so many, the sums alone are listed. */
const mostLayers = 120;

/**
 * The layers worth tapping, of the operations in their order: convolutions and sums, each with the normalisation, scaling
 * and activation that follow it, as far as they have rows and columns. `blocks` are those that end a block: the sums
 * at the size of the input; where there are none, all at that size; or what there is.
 */
export function chooseLayers(
  operations: readonly Operation[],
  extentOf: (name: string) => Extent,
  input: NonNullable<Extent>,
  output: string,
): { layers: string[]; blocks: string[] } {
  const consumers = new Map<string, Operation[]>();
  for (const one of operations) {
    for (const name of new Set(one.inputs)) {
      const known = consumers.get(name);
      if (known) known.push(one);
      else consumers.set(name, [one]);
    }
  }
  const sums = new Set<string>();
  const all: string[] = [];
  for (const { name, inputs, kind } of operations) {
    if (kind === 'sum' || (kind === 'follows' && inputs.some((one) => sums.has(one)))) sums.add(name);
    if (kind === 'constant' || kind === 'other' || name === output) continue;
    const goesOn = consumers.get(name) ?? [];
    if (goesOn.length === 1 && goesOn[0].kind === 'follows') continue;
    const extent = extentOf(name);
    if (extent && Math.min(extent.height, extent.width) > 1) all.push(name);
  }
  const ofSums = (list: readonly string[]): string[] => list.filter((name) => sums.has(name));
  const listed = all.length > mostLayers ? ofSums(all) : all;
  const atInput = listed.filter((name) => {
    const extent = extentOf(name);
    return extent?.height === input.height && extent.width === input.width;
  });
  const choices = [ofSums(atInput), ofSums(listed), atInput, listed];
  return { layers: [...listed, output], blocks: choices.find((list) => list.length > 1) ?? listed };
}

/**
 * The output that is an image, as much enlarged as its input is, of several; the first where none is.
 *
 * @param imageOf rows and columns of an output that is an image for one of the given size.
 * @param refuse throws where more than one is.
 */
export function chosenOutput(
  outputs: readonly string[],
  imageOf: (name: string) => Size | undefined,
  size: Size,
  refuse: (why: string) => never,
): string {
  if (outputs.length === 1) return outputs[0];
  const images = outputs.flatMap((name) => {
    const found = imageOf(name);
    return found && found.height * size.width === found.width * size.height ? [{ name, ...found }] : [];
  });
  if (images.length > 1) {
    const words = images.map(({ name, height, width }) => `${name} (${height} x ${width})`);
    return refuse(
      `${images.length} of its outputs are images, ${words.join(', ')} for one of ${size.height} x ${size.width}: say which is meant, ` +
        `{ output: '${images[0].name}' } (ddr: --output ${images[0].name})`,
    );
  }
  return images[0]?.name ?? outputs[0];
}

/** An input of a network: its sizes are numbers, or names where they are open. */
export interface NetworkInput {
  readonly name: string;
  readonly sizes?: readonly (number | string)[];
  /** Where the channels of an image may be. */
  readonly channelAxes: readonly number[];
}

/** An input as one reads it: `sigma (1 x 1 x h x w)`. */
export function inputText({ name, sizes }: Omit<NetworkInput, 'channelAxes'>): string {
  return sizes ? `${name} (${sizes.join(' x ') || 'one number'})` : name;
}

/** What to do with a network of several inputs, or of none, in words. */
export function severalInputs(inputs: readonly NetworkInput[]): string {
  if (inputs.length === 0) return 'it takes no input, where an image should go in';
  const all = inputs.slice(0, 6).map(inputText).join(', ');
  const others = inputs.filter((input) => !isImage(input));
  const names = (others.length ? others : inputs.slice(1)).slice(0, 3).map(({ name }) => name);
  const values = names.map((name) => `${/^\w+$/.test(name) ? name : `'${name}'`}: 0.1`);
  return (
    `it takes ${inputs.length} inputs, ${all}. The image goes into one of them: give each of the others a number to be filled with, such as ` +
    `{ inputs: { ${values.join(', ')} } } (ddr: --inputs ${names.map((name) => `${name}=0.1`).join(',')})`
  );
}

/** Whether an input may be the image: four sizes, of which one is that of colours or luma, and none of the others is 1. */
function isImage({ sizes, channelAxes }: NetworkInput): boolean {
  if (sizes?.length !== 4) return false;
  return channelAxes.some((axis) => {
    const rest = sizes.filter((_, i) => i !== 0 && i !== axis);
    return (sizes[axis] === 3 || sizes[axis] === 1) && !rest.includes(1);
  });
}
