import { InputError } from '@ddr-lab/base/errors';
import { crop } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';

/**
 * A measure of quality of one's own, beside PSNR and SSIM wherever these are reported:
 * `{ name: 'mae', apply: (output, reference) => ..., better: 'lower' }`.
 */
export interface OwnMetric {
  /** What it is called in tables and reports; not `psnr` or `ssim`, in whatever case. */
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

/** What a report says of a metric of one's own. */
export type MetricWords = Omit<OwnMetric, 'apply'>;

/** Metrics that are always there. */
const taken = ['psnr', 'ssim'];

/**
 * The metrics as they were given, once they are known to be some.
 *
 * @throws InputError naming one without a name, function or direction, with a name that is taken, or named twice.
 */
export function checkedMetrics(metrics: readonly OwnMetric[] = []): readonly OwnMetric[] {
  if (!Array.isArray(metrics)) {
    throw new InputError('Metrics are a list: [{ name, apply, better }].');
  }
  for (const metric of metrics) checkMetric(metric);
  const names = metrics.map(({ name }) => plain(name));
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice >= 0) throw new InputError(`The metric ${metrics[twice].name} is named twice.`);
  return metrics;
}

function checkMetric(metric: unknown): void {
  const { name, apply, unit, better } = (metric ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name.trim() === '') {
    throw new InputError(
      'A metric is { name, apply, better }: a name, a function from an output and the original to a number, and higher or lower.',
    );
  }
  if (taken.includes(plain(name))) {
    throw new InputError(`The metric ${name} has the name of one that is always there: give yours another.`);
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

/** What is said of metrics: everything but the function. */
export function metricWords(metrics: readonly OwnMetric[]): MetricWords[] {
  return metrics.map(({ name, unit, better }) => ({ name, ...(unit === undefined ? {} : { unit }), better }));
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
  const value: unknown = await apply(within(output, border), within(reference, border));
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

function within(image: Image, border: number): Image {
  return crop(image, border, border, { height: image.height - 2 * border, width: image.width - 2 * border });
}

/** The head of a metric's column: `mae / levels ↓`, the arrow to where its values are better. */
export function metricHead({ name, unit, better }: MetricWords): string {
  return `${name}${unit ? ` / ${unit}` : ''} ${better === 'higher' ? '↑' : '↓'}`;
}

/** Decimals that show four digits of the largest of a metric's values, at least one and at most four. */
export function metricDecimals(values: readonly number[]): number {
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  return largest >= 100 ? 1 : largest >= 10 ? 2 : largest >= 1 ? 3 : 4;
}
