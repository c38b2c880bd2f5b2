import { InputError } from '@ddr-lab/base/errors';
import { shippedOrOwn } from '@ddr-lab/base/project';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { readSafetensors, type WeightFile } from '@ddr-lab/weights/safetensors';
import { type RandomFeatures, randomFeatures } from './random-features';

/** What a probe reads: the noise, and the blur by two readings, one for images without noise, which tell it more closely. */
export const quantities = ['noise', 'blur', 'blur without noise'] as const;

export type Quantity = (typeof quantities)[number];

/** How one quantity is read from the features. */
export interface Reading {
  /** Of the features: the quantity on its scale. */
  readonly coefficients: Float32Array;
  /** Of the features: the logarithm of the usual error. */
  readonly spread: Float32Array;
  /** So many usual errors to each side hold nine tenths of the true values. */
  readonly factor: number;
}

/** What reads colour images, or grey ones. */
export interface ProbePart {
  /** Of the statistics, in order. */
  readonly names: readonly string[];
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** The least and the most of each statistic in what it was fitted on. */
  readonly least: Float32Array;
  readonly most: Float32Array;
  readonly features: RandomFeatures;
  readonly readings: Readonly<Record<Quantity, Reading>>;
}

/** What reads degradations from statistics of an image. */
export interface Probe {
  readonly colour: ProbePart;
  readonly grey: ProbePart;
  /** How it was made, in words. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Statistics as a part standardises them.
 *
 * @throws InputError for a part that asks for a statistic which this version does not know.
 */
export function standardised(
  { names, mean, deviation }: Pick<ProbePart, 'names' | 'mean' | 'deviation'>,
  values: ReadonlyMap<string, number>,
): Float64Array {
  return Float64Array.from(names, (name, i) => {
    const value = values.get(name);
    if (value === undefined)
      throw new InputError(
        `The probe of degradations asks for "${name}", which no statistic of this version is.`,
      );
    return (value - mean[i]) / deviation[i];
  });
}

/** The directions of a part's features are drawn once. */
const maps = new WeakMap<ProbePart, (standardised: Float64Array) => Float64Array>();

/** From standardised statistics to a part's features. */
export function mapOf(part: ProbePart): (standardised: Float64Array) => Float64Array {
  const known = maps.get(part) ?? randomFeatures(part.features, part.names.length);
  maps.set(part, known);
  return known;
}

/** The share of statistics outside of all that a part was fitted on. */
export function shareOutside({ names, least, most }: ProbePart, values: ReadonlyMap<string, number>): number {
  const margin = (i: number): number => 0.1 * (most[i] - least[i]) + 1e-3;
  const outside = names.filter((name, i) => {
    const value = values.get(name)!;
    return value < least[i] - margin(i) || value > most[i] + margin(i);
  });
  return outside.length / names.length;
}

/** Where the probe that ships is; the reader's own, at the same place below `DDR_HOME`, goes before it. */
const probeFile = (): string => shippedOrOwn('checkpoints/probes', 'degradation.safetensors');

/** What marks the file of a probe. */
const KIND = 'degradation-probe';

/**
 * Reads a probe. Numbers alone are read, and their sizes checked; nothing is executed.
 *
 * @throws InputError naming the file when it is missing, damaged or no such probe.
 */
export async function readProbe(file = probeFile()): Promise<Probe> {
  const { tensors, metadata } = await readSafetensors(file);
  const refuse = (why: string): never => {
    throw new InputError(
      `${file}: not a probe of degradations (${why}). npx tsx src/estimation/fit/make-probe.ts makes one.`,
    );
  };
  if (metadata.kind !== KIND) refuse('its metadata do not say so');
  const partOf = (part: 'colour' | 'grey'): ProbePart => {
    const names = namesOf(metadata[`${part}.statistics`], refuse);
    const features = featuresOf(metadata.features, refuse);
    const long = features.count + names.length + 1;
    const numbers = (name: string, length: number): Float32Array => {
      const tensor = tensors.get(`${part}.${name}`) ?? refuse(`it lacks ${part}.${name}`);
      const data = Float32Array.from(tensor.data);
      if (data.length !== length || !data.every(Number.isFinite))
        refuse(`${part}.${name} is not ${length} finite numbers`);
      return data;
    };
    const reading = (quantity: Quantity): Reading => ({
      coefficients: numbers(`${quantity}.coefficients`, long),
      spread: numbers(`${quantity}.spread`, long),
      factor: numbers(`${quantity}.factor`, 1)[0],
    });
    const deviation = numbers('deviation', names.length);
    if (!deviation.every((value) => value > 0)) refuse(`${part}.deviation has a number that is not above 0`);
    return {
      names,
      mean: numbers('mean', names.length),
      deviation,
      least: numbers('least', names.length),
      most: numbers('most', names.length),
      features,
      readings: {
        noise: reading('noise'),
        blur: reading('blur'),
        'blur without noise': reading('blur without noise'),
      },
    };
  };
  return { colour: partOf('colour'), grey: partOf('grey'), metadata };
}

/** A probe as a weight file. */
export function probeContents({ colour, grey, metadata }: Probe): WeightFile {
  const tensors = new Map<string, WeightTensor>();
  for (const [name, part] of Object.entries({ colour, grey })) {
    const put = (what: string, data: Float32Array): void =>
      void tensors.set(`${name}.${what}`, { shape: [data.length], data });
    for (const what of ['mean', 'deviation', 'least', 'most'] as const) put(what, part[what]);
    for (const quantity of quantities) {
      const { coefficients, spread, factor } = part.readings[quantity];
      put(`${quantity}.coefficients`, coefficients);
      put(`${quantity}.spread`, spread);
      put(`${quantity}.factor`, Float32Array.of(factor));
    }
  }
  return {
    tensors,
    metadata: {
      ...metadata,
      kind: KIND,
      features: JSON.stringify(colour.features),
      'colour.statistics': JSON.stringify(colour.names),
      'grey.statistics': JSON.stringify(grey.names),
    },
  };
}

type Refuse = (why: string) => never;

/** JSON, or undefined where it is none. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function namesOf(text: string | undefined, refuse: Refuse): string[] {
  const names = parsed(text);
  if (Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string')) {
    return names as string[];
  }
  return refuse('it names no statistics');
}

function featuresOf(text: string | undefined, refuse: Refuse): RandomFeatures {
  const { count, width, seed } = (parsed(text) ?? {}) as Record<string, unknown>;
  const whole = (value: unknown, most: number): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;
  if (!whole(count, 1e5) || !whole(seed, 2 ** 32 - 1) || typeof width !== 'number' || !(width > 0)) {
    return refuse('it does not say how its features are made');
  }
  return { count, width, seed };
}
