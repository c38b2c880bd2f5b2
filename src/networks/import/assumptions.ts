import { InputError } from '@ddr-lab/base/errors';

/** Constants that are in the code of a network's authors, not in its weights, and that may be told. */
export interface CodeConstants {
  /** What the residual of a block is multiplied by before it is added (EDSR: 1, or 0.1 in the large ones; RRDBNet: 0.2). */
  readonly residualScaling?: number;
  /** Mean of the training data's RGB in [0, 1], which is subtracted in front (EDSR, CARN); default: what the file says, else DIV2K's. */
  readonly mean?: readonly [number, number, number];
  /** Slope of LeakyReLUs for values below 0; 0 is a ReLU. */
  readonly slope?: number;
  /** What follows the last convolution of an SRGAN generator: `tanh` ((tanh + 1) / 2) or `linear` (nothing). */
  readonly outputActivation?: 'tanh' | 'linear';
}

/**
 * Checks constants before anything is read.
 *
 * @throws InputError for values that make no sense.
 */
export function checkConstants({ residualScaling, mean, slope, outputActivation }: CodeConstants): void {
  for (const [name, value] of Object.entries({ residualScaling, slope })) {
    if (value !== undefined && !Number.isFinite(value)) {
      throw new InputError(`${name} ${String(value)}: it is a number.`);
    }
  }
  if (mean !== undefined && !(mean.length === 3 && mean.every((value) => Number.isFinite(value)))) {
    throw new InputError(`mean ${String(mean)}: it is three numbers, of red, green and blue in [0, 1].`);
  }
  if (outputActivation !== undefined && outputActivation !== 'tanh' && outputActivation !== 'linear') {
    throw new InputError(`outputActivation ${String(outputActivation)}: it is tanh or linear.`);
  }
}

/** Those of the constants told that an architecture has not, in words; undefined where all have their use. */
export function notUsed(options: CodeConstants, has: ReadonlySet<string>): string | undefined {
  const { residualScaling, mean, slope, outputActivation } = options;
  const told = Object.entries({ residualScaling, mean, slope, outputActivation });
  const idle = told.filter(([name, value]) => value !== undefined && !has.has(name)).map(([name]) => name);
  if (idle.length === 0) return undefined;
  return `${idle.join(' and ')} ${idle.length === 1 ? 'was' : 'were'} told, and it has no such constant outside its weights`;
}

/** An option's value, as it may be told. */
export type ConstantValue = number | string | boolean | readonly number[];

/** A constant that nobody told. */
export interface Assumption {
  /** The option that tells it. */
  readonly option: string;
  /** What is taken. */
  readonly value: ConstantValue;
  /** Other values that networks of this architecture have. */
  readonly others?: readonly ConstantValue[];
  /** `always`: the others are tried, too; default: where the network does not do what it should. */
  readonly tried?: 'always';
}

/** The value told, else the assumption's, which is then written to the list. */
export function toldOr<T extends ConstantValue>(
  told: T | undefined,
  assumption: Assumption & { readonly value: T },
  list: Assumption[],
): T {
  if (told !== undefined) return told;
  list.push(assumption);
  return assumption.value;
}

/** As one reads it: `0.4488 0.4371 0.404`. */
export function valueText(value: ConstantValue): string {
  return Array.isArray(value) ? value.join(' ') : String(value as Exclude<ConstantValue, readonly number[]>);
}
