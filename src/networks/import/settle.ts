import type { Network } from '../network';
import { valueText, type Assumption, type ConstantValue } from './assumptions';
import { behaviourOf, difference, troubleOf, type Behaviour } from './behaviour';
import type { ImportOptions, Recognised } from './recognised';

/** A network with what it was recognised as. */
export interface Built {
  readonly network: Network;
  readonly recognised: Recognised;
}

/** So much closer to its input an output must be for a constant to be preferred: 10 dB. */
const clearly = 3.2;

/**
 * Builds a network and shows it an image: constants that were assumed are held against others in use where that is worth it, and
 * the better is taken where features and output tell. What was taken, and why, is in `metadata.assumed`; where something
 * seems wrong all the same, `metadata.warning` says what.
 */
export async function settled(
  build: (options: ImportOptions) => Promise<Built>,
  options: ImportOptions,
): Promise<Built> {
  let told = options;
  let current = await build(told);
  const { assumed = [] } = current.recognised;
  // Luma alone is no image to be shown.
  if (current.network.model.inputs[0].shape[3] !== 3)
    return described(current, assumed.map(plainly), undefined);
  try {
    let seen = await behaviourOf(current.network);
    const texts: string[] = [];
    for (const assumption of assumed) {
      let text = plainly(assumption);
      for (const other of assumption.others ?? []) {
        const trouble = troubleOf(seen);
        if (assumption.tried !== 'always' && trouble === undefined) continue;
        const changed = { ...told, [assumption.option]: other };
        const alternative = await build(changed);
        let dropped = alternative;
        try {
          const theirs = await behaviourOf(alternative.network);
          if (isBetter(theirs, seen)) {
            text = `${plainly({ ...assumption, value: other })} (found by trying: with ${valueText(assumption.value)} ${trouble ?? 'its output is far from its input'})`;
            dropped = current;
            [current, seen, told] = [alternative, theirs, changed];
          } else text = `${plainly(assumption)} (${reason(seen, theirs, other, assumption)})`;
        } finally {
          dropped.network.model.dispose();
        }
      }
      texts.push(text);
    }
    return described(current, texts, troubleOf(seen));
  } catch (error) {
    current.network.model.dispose();
    throw error;
  }
}

function plainly({ option, value }: Pick<Assumption, 'option' | 'value'>): string {
  return `${option} ${valueText(value)}`;
}

function isBetter(theirs: Behaviour, ours: Behaviour): boolean {
  const [trouble, theirTrouble] = [troubleOf(ours), troubleOf(theirs)];
  if (theirTrouble !== undefined) return false;
  return trouble !== undefined || clearly * (theirs.distance ?? NaN) < (ours.distance ?? NaN);
}

/** Why the assumed value was kept, or that this cannot be told. */
function reason(
  ours: Behaviour,
  theirs: Behaviour,
  other: ConstantValue,
  { option }: Pick<Assumption, 'option'>,
): string {
  const value = valueText(other);
  const [trouble, theirTrouble] = [troubleOf(ours), troubleOf(theirs)];
  if (trouble === undefined && theirTrouble !== undefined) return `with ${value} ${theirTrouble}`;
  if (clearly * (ours.distance ?? NaN) < (theirs.distance ?? NaN)) {
    return `with ${value} its output is ${(theirs.distance! / ours.distance!).toPrecision(2)} times as far from its input`;
  }
  const apart = difference(ours, theirs);
  const features =
    apart === undefined
      ? ''
      : `, though features at ${ours.block!.name} differ by ${Math.round(100 * apart)} %`;
  const output = trouble === undefined ? 'is as good' : 'looks wrong';
  return `the file does not tell it from ${value}: the output ${output} with either${features}; the option ${option} sets it`;
}

function described(
  { network, recognised }: Built,
  texts: readonly string[],
  warning: string | undefined,
): Built {
  const metadata = {
    ...network.metadata,
    ...(texts.length > 0 ? { assumed: texts.join('; ') } : {}),
    ...(warning === undefined ? {} : { warning }),
  };
  return { network: { ...network, metadata }, recognised };
}
