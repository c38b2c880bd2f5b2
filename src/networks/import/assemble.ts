import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { Network } from '../network';
import { type Assumption, type ConstantValue, valueText } from './assumptions';
import { inLayout } from './layout';
import type { ImportOptions, Recognised, Source, Tensors } from './recognised';
import { type Behaviour, behaviourOf, difference, troubleOf } from './response';

/** Lists of names in messages are cut after this many. */
const SOME = 6;

/** More misfits than this are not looked for. */
const ENOUGH = 200;

/** Takes our weights, one by one, from a file's tensors; every tensor must be used exactly once. */
export interface Assembly {
  /** One weight; zeros where it does not fit, which `finish` will say. */
  give(own: string, shape: readonly number[]): WeightTensor;
  /** Throws where something did not fit. */
  finish(): void;
}

/**
 * Where our weights come from, by a recognised network.
 *
 * @param refuse throws the error that names the file.
 */
export function assembly(
  { architecture, sources, constants, unused }: Omit<Recognised, 'spec'>,
  tensors: Tensors,
  refuse: (why: string) => never,
): Assembly {
  const misfits: string[] = [];
  const used = new Set<string>();
  const all = [...tensors.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  let made = 0;
  const fail = (): never => {
    const more = misfits.length > SOME ? `; and ${misfits.length - SOME} more` : '';
    return refuse(`it looks like ${architecture}, but ${misfits.slice(0, SOME).join('; ')}${more}`);
  };
  const zeros = (shape: readonly number[], misfit?: string): WeightTensor => {
    if (misfit !== undefined) misfits.push(misfit);
    made += sizeOf(shape);
    // In place of what is missing no more numbers are made than the file has.
    if (misfits.length > ENOUGH || (misfits.length > 0 && made > all)) fail();
    return { shape, data: new Float32Array(sizeOf(shape)) };
  };
  const fitting = (own: string, shape: readonly number[], { from, layout }: Source): WeightTensor => {
    const tensor = tensors.get(from);
    if (!tensor) return zeros(shape, `${from} is missing`);
    used.add(from);
    const given = tensor.shape.join(' x ');
    if (sizeOf(tensor.shape) !== sizeOf(shape)) {
      return zeros(shape, `${from} (${given}) does not fit ${own} (${shape.join(' x ')})`);
    }
    const turned = inLayout(tensor, layout);
    return turned?.shape.join() === shape.join()
      ? turned
      : zeros(shape, `${from} (${given}) does not fit ${own} (${shape.join(' x ')})`);
  };
  return {
    give(own, shape) {
      const source = sources.get(own);
      const constant = constants?.get(own);
      if (constant)
        return constant.shape.join() === shape.join() ? constant : zeros(shape, `${own} does not fit`);
      if (source) return fitting(own, shape, source);
      return zeros(shape, own.endsWith('/bias') ? undefined : `${own} has no tensor`);
    },
    finish() {
      for (const [name, { shape }] of tensors) {
        if (!used.has(name) && !unused?.(name)) misfits.push(`${name} (${shape.join(' x ')}) is not used`);
      }
      if (misfits.length > 0) fail();
    },
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

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
