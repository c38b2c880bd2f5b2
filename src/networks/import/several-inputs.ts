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
