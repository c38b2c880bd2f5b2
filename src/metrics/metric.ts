import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { type QualityOptions, withinBorder } from './comparable';
import { metrics as builtIn } from './metrics';

/**
 * A measure of quality of one's own, beside PSNR and SSIM wherever these are reported:
 * `{ name: 'mae', apply: (output, reference) => ..., better: 'lower' }`.
 */
export interface OwnMetric {
  /** What it is called in tables and reports; not as a built-in one (`psnr`, `ssim`, `niqe` ...), in whatever case. */
  readonly name: string;
  /**
   * From an output and the original (of one size, RGB in [0, 1]) to a number. It is given the pixels that PSNR and SSIM see: the
   * output rounded to 8 bits, `scale` pixels cut off along each border. Both are copies, which it may change.
   */
  readonly apply: (output: Image, reference: Image) => number | Promise<number>;
  /** Of its values, for the heads of tables: `dB`; default none. */
  readonly unit?: string;
  /** Whether a higher or a lower value is the better one. */
  readonly better: 'higher' | 'lower';
}

/** A built-in metric: one's own, with what is to be said of it. One object, in the list of `src/metrics/metrics.ts`. */
export interface Metric extends OwnMetric {
  /** What tables call it: `PSNR`. */
  readonly title: string;
  /** What it says of an output, in a sentence: the help of `ddr NAME`, and the table in docs/metrics.md. */
  readonly summary: string;
  /** Where it is from, and what the tests hold it to. */
  readonly source: string;
  /** Whether it needs the original beside the output. */
  readonly reference: boolean;
  /** Measured by every report and card; the others where they are asked for by name. Default false. */
  readonly usual?: boolean;
  /** Digits behind the point in cards. */
  readonly decimals: number;
  /** Tables show the difference from bicubic, too. Default false. */
  readonly gain?: boolean;
  /** It can look at the luma alone: by the field's protocol it does. Default false: all three colours. */
  readonly luma?: boolean;
  /** As of one's own. `channel` is `y` unless another is asked for, and matters only where `luma` says so. */
  readonly apply: (
    output: Image,
    reference: Image,
    channel?: QualityOptions['channel'],
  ) => number | Promise<number>;
}

/** A metric by the name of a built-in one, or one's own. */
export type AnyMetric = string | OwnMetric;

/** What a report says of a metric besides the usual ones. */
export type MetricWords = Omit<OwnMetric, 'apply'> & Partial<Pick<Metric, 'title'>>;

/** The metrics that every report and card has. */
export const usualMetrics: readonly Metric[] = builtIn.filter(({ usual }) => usual);

/** What they are called, in a sentence: `PSNR and SSIM`. */
export const usualTitles = usualMetrics.map(({ title }) => title).join(' and ');

/**
 * The metrics as they were given, once they are known to be some; built-in ones by their names. The usual ones, which are measured
 * anyway, are left out.
 *
 * @throws InputError naming one that is not known, or without a name, function or direction, with a name that is taken, or named twice.
 */
export function checkedMetrics(metrics: readonly AnyMetric[] = []): readonly OwnMetric[] {
  if (!Array.isArray(metrics)) {
    throw new InputError("Metrics are a list: ['niqe', { name, apply, better }].");
  }
  const found = metrics.map((metric: AnyMetric) => (typeof metric === 'string' ? named(metric) : metric));
  for (const metric of found) if (!isBuiltIn(metric)) checkMetric(metric);
  const names = found.map(({ name }) => plain(name));
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice >= 0) throw new InputError(`The metric ${found[twice].name} is named twice.`);
  return found.filter((metric) => !(isBuiltIn(metric) && metric.usual));
}

function named(name: string): Metric {
  const metric = builtIn.find((one) => one.name === plain(name));
  if (metric) return metric;
  throw new InputError(
    `There is no metric ${name}; there are ${builtIn.map((one) => one.name).join(', ')}, and { name, apply, better } of your own.`,
  );
}

function isBuiltIn(metric: OwnMetric): metric is Metric {
  return builtIn.includes(metric as Metric);
}

function checkMetric(metric: unknown): void {
  const { name, apply, unit, better } = (metric ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name.trim() === '') {
    throw new InputError(
      'A metric is { name, apply, better }: a name, a function from an output and the original to a number, and higher or lower.',
    );
  }
  if (builtIn.some((one) => one.name === plain(name))) {
    throw new InputError(`The metric ${name} has the name of one that is built in: give yours another.`);
  }
  if (typeof apply !== 'function') {
    throw new InputError(`The metric ${name} needs apply, a function of an output and the original.`);
  }
  if (better !== 'higher' && better !== 'lower') {
    throw new InputError(`The metric ${name} needs better: 'higher' or 'lower', not ${String(better)}.`);
  }
  if (unit !== undefined && typeof unit !== 'string') {
    throw new InputError(`The unit of the metric ${name} must be text, not ${String(unit)}.`);
  }
}

const plain = (name: string): string => name.trim().toLowerCase();

/** What is said of metrics: everything that a head of a table needs. */
export function metricWords(metrics: readonly OwnMetric[]): MetricWords[] {
  return metrics.map((metric) => ({
    name: metric.name,
    ...(isBuiltIn(metric) ? { title: metric.title } : {}),
    ...(metric.unit === undefined ? {} : { unit: metric.unit }),
    better: metric.better,
  }));
}

/**
 * A metric's value for one output.
 *
 * @param border pixels that are cut off along each border.
 * @throws InputError naming the metric where it gives no number. Infinity is one where it is the best there is.
 */
export async function applyMetric(
  { name, apply, better }: OwnMetric,
  output: Image,
  reference: Image,
  border: number,
): Promise<number> {
  const value: unknown = await apply(withinBorder(output, border), withinBorder(reference, border));
  if (typeof value === 'number' && (Number.isFinite(value) || value === bestOf(better))) return value;
  const what = typeof value === 'number' ? String(value) : `no number but ${typeof value}`;
  const why = value === -bestOf(better) ? `, which says nothing where ${better} is better` : '';
  throw new InputError(
    `The metric ${name} gives ${what}${why}: its apply must return a number for every output.`,
  );
}

/** The best value that there can be, of equal images say. */
export function bestOf(better: OwnMetric['better']): number {
  return better === 'higher' ? Infinity : -Infinity;
}

/** The head of a metric's column: `mae / levels ↓`, the arrow to where its values are better. */
export function metricHead({ name, title = name, unit, better }: MetricWords): string {
  return `${title}${unit ? ` / ${unit}` : ''} ${better === 'higher' ? '↑' : '↓'}`;
}

/** Decimals that show four digits of the largest of a metric's values, at least one and at most four. */
export function metricDecimals(values: readonly number[]): number {
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  return largest >= 100 ? 1 : largest >= 10 ? 2 : largest >= 1 ? 3 : 4;
}
