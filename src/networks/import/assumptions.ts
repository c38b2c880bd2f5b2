import { InputError } from '@ddr-lab/base/errors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { div2kMean } from '../architectures/parts/div2k-mean';
import { inLayout } from './layout';
import type { ImportOptions, Tensors } from './recognised';

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
  /** How many times a progressive network improves its estimate (PRN, PRN_r: 6). */
  readonly stages?: number;
}

/**
 * Checks constants before anything is read.
 *
 * @throws InputError for values that make no sense.
 */
export function checkConstants({
  residualScaling,
  mean,
  slope,
  outputActivation,
  stages,
}: CodeConstants): void {
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
  if (stages !== undefined && !(Number.isInteger(stages) && stages > 0)) {
    throw new InputError(`stages ${String(stages)}: it is a whole number of 1 or more.`);
  }
}

/** Those of the constants told that an architecture has not, in words; undefined where all have their use. */
export function notUsed(options: CodeConstants, has: ReadonlySet<string>): string | undefined {
  const { residualScaling, mean, slope, outputActivation, stages } = options;
  const told = Object.entries({ residualScaling, mean, slope, outputActivation, stages });
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

/** Where a file has its fixed shifts, if it has them: `sub_mean` of `sub_mean.weight` and `sub_mean.bias`. */
export interface ShiftNames {
  readonly sub: string;
  readonly add: string;
}

/**
 * The 1 x 1 convolutions `Input.shift` and `Output`, which bring RGB in [0, 1] to a network's range less its data's mean,
 * and back. What the file has of them is taken from it; else, range and mean are what was told, or assumed.
 *
 * @param usual the range where neither file nor options tell it.
 * @throws InputError for a range or mean that there is none of.
 */
export function meanShift(
  tensors: Tensors,
  options: ImportOptions,
  assumed: Assumption[],
  { names, usual }: { readonly names?: ShiftNames; readonly usual: 1 | 255 },
): ReadonlyMap<string, WeightTensor> {
  const { range: told, outputRange = told, mean: toldMean } = options;
  if (told !== outputRange) {
    throw new InputError('This network has one range for its input and its output: give range alone.');
  }
  if (told === 'signed') {
    // 2 x - 1 is 2 (x - 0.5): a mean of its own.
    return shifts({ factor: 2, mean: toldMean ?? [0.5, 0.5, 0.5] });
  }
  const inFile = names && fileShift(tensors, names);
  if (inFile && !toldMean) {
    // The bias is the mean times the range: in [0, 1] it is below 1.
    const largest = Math.max(...inFile.sub.bias.map(Math.abs));
    const range =
      told ?? (largest > 0 ? (largest > 1.5 ? 255 : 1) : toldOr(told, rangeAssumption(usual), assumed));
    return shifts({ factor: range, inFile });
  }
  const factor = toldOr(told, rangeAssumption(usual), assumed);
  const mean = toldOr(toldMean, { option: 'mean', value: div2kMean }, assumed);
  return shifts({ factor, mean });
}

/** Names of the tensors that `meanShift` takes care of. */
export function isShift(name: string, { sub, add }: ShiftNames): boolean {
  return [sub, add].some((layer) => name === `${layer}.weight` || name === `${layer}.bias`);
}

function rangeAssumption(usual: 1 | 255): Assumption & { readonly value: 1 | 255 } {
  return { option: 'range', value: usual, others: [usual === 1 ? 255 : 1] };
}

interface Shift {
  /** 3 x 3, row by row: from input channel to output channel. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

interface FileShift {
  readonly sub: Shift;
  readonly add: Shift;
}

function fileShift(tensors: Tensors, { sub, add }: ShiftNames): FileShift | undefined {
  const [before, after] = [sub, add].map((name): Shift | undefined => {
    const [weight, bias] = [tensors.get(`${name}.weight`), tensors.get(`${name}.bias`)];
    const kernel = weight && inLayout(weight, 'kernel');
    if (kernel?.data.length !== 9 || bias?.data.length !== 3) return undefined;
    return { kernel: Float32Array.from(kernel.data), bias: Float32Array.from(bias.data) };
  });
  return before && after && { sub: before, add: after };
}

function shifts({
  factor,
  mean = [0, 0, 0],
  inFile,
}: {
  factor: number;
  mean?: readonly number[];
  inFile?: FileShift;
}): ReadonlyMap<string, WeightTensor> {
  const one = Float32Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const { sub, add } = inFile ?? {
    sub: { kernel: one, bias: Float32Array.from(mean, (value) => -factor * value) },
    add: { kernel: one, bias: Float32Array.from(mean, (value) => factor * value) },
  };
  return new Map<string, WeightTensor>([
    ['Input.shift/kernel', { shape: [1, 1, 3, 3], data: sub.kernel.map((value) => factor * value) }],
    ['Input.shift/bias', { shape: [3], data: sub.bias }],
    ['Output/kernel', { shape: [1, 1, 3, 3], data: add.kernel.map((value) => value / factor) }],
    ['Output/bias', { shape: [3], data: add.bias.map((value) => value / factor) }],
  ]);
}
