import type { NearMiss, Tensors } from './recognised';

/** Lists of names in messages are cut after this many. */
const some = 4;

/** A near miss where layers have no weights in the file; undefined where all are there. */
export function lacking(
  architecture: string,
  tensors: Tensors,
  layers: readonly string[],
): NearMiss | undefined {
  const missing = layers.filter((layer) => !tensors.has(`${layer}.weight`));
  if (missing.length === 0) return undefined;
  return {
    architecture,
    but: `${list(missing.map((layer) => `${layer}.weight`))} ${isOrAre(missing)} missing`,
  };
}

/** A near miss of a network for images of other than three colours; undefined where it takes and gives three. */
export function notInColour(
  architecture: string,
  { takes, gives }: { readonly takes: number; readonly gives: number },
): NearMiss | undefined {
  if (takes === 3 && gives === 3) return undefined;
  const words = (count: number): string => `${count} channel${count === 1 ? '' : 's'}`;
  return {
    architecture,
    but: `it takes ${words(takes)} and gives ${words(gives)}, where here such networks take and give RGB; exported to ONNX, networks of luma alone can be read`,
  };
}

/** `a, b, c, d and 5 more`. */
export function list(names: readonly string[]): string {
  if (names.length <= some) return names.join(', ');
  return `${names.slice(0, some).join(', ')} and ${names.length - some} more`;
}

function isOrAre(names: readonly unknown[]): string {
  return names.length === 1 ? 'is' : 'are';
}
