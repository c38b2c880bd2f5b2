import type { Probe } from '../probe';
import { type Estimate, estimatesOf } from '../reading';
import type { Kind } from './draws';
import type { Sample } from './samples';

/** Levels of noise that accuracy is told for, from and to. */
export const bands = [
  [3, 8],
  [8, 15],
  [15, 30],
  [30, 55],
] as const;

/** How accurate a probe is on degraded images of a set and a kind. */
export interface Accuracy {
  readonly set: string;
  readonly kind: Kind;
  readonly grey: boolean;
  /** Degraded images. */
  readonly count: number;
  /** For each band the share of noise estimates within 20 % of the true noise; NaN without any. */
  readonly within: readonly number[];
  /** The median estimate where there is no noise, in levels. */
  readonly withoutNoise: number;
  /** The share of pairs of images without noise whose blurs are estimated in the right order: of all pairs, of those a good deal apart. */
  readonly ordered: { readonly all: number; readonly apart: number };
  /** The median of the blur's error, in pixels of the image, without noise. */
  readonly blurError: number;
  /** The shares of intervals that hold the true number. */
  readonly covered: { readonly noise: number; readonly blur: number };
}

/** Blurs that are a good deal apart, in pixels of the image: half an HR pixel of an LR image, half a pixel of a photograph. */
export const APART: Readonly<Record<Kind, number>> = { 'low-resolution': 0.125, photograph: 0.5 };

/** Rounding to 8 bits leaves intervals of nothing no room. */
const ROUNDING = { noise: 0.3, blur: 0 } as const;

interface Judged extends Sample {
  readonly estimates: { readonly noise: Estimate; readonly blur: Estimate };
}

/** Measures a probe on samples, by set, kind and whether they are grey. */
export function measureProbe(probe: Probe, samples: readonly Sample[]): Accuracy[] {
  const groups = new Map<string, Judged[]>();
  for (const sample of samples) {
    const estimates = estimatesOf(sample.grey ? probe.grey : probe.colour, sample.values);
    const key = `${sample.set} ${sample.kind} ${sample.grey}`;
    const group = groups.get(key) ?? [];
    group.push({ ...sample, estimates });
    groups.set(key, group);
  }
  return [...groups.values()].map(accuracyOf);
}

function accuracyOf(samples: readonly Judged[]): Accuracy {
  const { set, kind, grey } = samples[0];
  const clean = samples.filter(({ noise }) => noise === 0);
  return {
    set,
    kind,
    grey,
    count: samples.length,
    within: bands.map(([from, to]) => {
      const some = samples.filter(({ noise }) => noise >= from && noise < to);
      return share(some, ({ noise, estimates }) => Math.abs(estimates.noise.value / noise - 1) < 0.2);
    }),
    withoutNoise: median(clean.map(({ estimates }) => estimates.noise.value)),
    ordered: { all: ordered(clean, 0), apart: ordered(clean, APART[kind]) },
    blurError: median(clean.map(({ blur, estimates }) => Math.abs(estimates.blur.value - blur))),
    covered: {
      noise: share(samples, ({ noise, estimates }) => holds(estimates.noise, noise, ROUNDING.noise)),
      blur: share(samples, ({ blur, estimates }) => holds(estimates.blur, blur, ROUNDING.blur)),
    },
  };
}

const holds = ({ low, high }: Estimate, value: number, room: number): boolean =>
  value >= low - room && value <= high + room;

/** Of pairs whose blurs differ by more than `apart`, the share in the right order; NaN without any. */
function ordered(samples: readonly Judged[], apart: number): number {
  let [right, all] = [0, 0];
  samples.forEach((one, i) => {
    for (const other of samples.slice(i + 1)) {
      const difference = one.blur - other.blur;
      if (difference === 0 || Math.abs(difference) <= apart) continue;
      all++;
      if (difference * (one.estimates.blur.value - other.estimates.blur.value) > 0) right++;
    }
  });
  return all > 0 ? right / all : NaN;
}

const share = <T>(items: readonly T[], is: (item: T) => boolean): number =>
  items.length > 0 ? items.filter(is).length / items.length : NaN;

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length > 0 ? sorted[sorted.length >> 1] : NaN;
}
