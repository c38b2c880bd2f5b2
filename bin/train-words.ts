import { duration } from '@ddr-lab/base/progress';

/** What a weight file says of its training in one line; of files without such records, what there is. */
export function describeTraining(metadata: Readonly<Record<string, string>>): string {
  const { data, iterations, seconds, backend } = metadata;
  const made = [
    data && `trained on ${data}`,
    iterations && `${Number(iterations).toLocaleString('en')} iterations`,
    seconds && `${duration(Number(seconds))}${backend ? ` on ${backend}` : ''}`,
  ].filter(Boolean);
  return [describeMetrics(metrics(metadata)), made.join(', ')].filter(Boolean).join('; ') || 'there';
}

/** `psnr 24.59 dB, bicubic 23.48 dB`, `accuracy 86.1 %`. */
export function describeMetrics(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) =>
      name === 'accuracy'
        ? `accuracy ${(100 * value).toFixed(1)} %`
        : `${name} ${value.toFixed(2)}${/^(psnr|bicubic)/.test(name) ? ' dB' : ''}`,
    )
    .join(', ');
}

function metrics(metadata: Readonly<Record<string, string>>): Record<string, number> {
  try {
    const values = JSON.parse(metadata.metrics ?? '{}') as Record<string, number>;
    return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'number'));
  } catch {
    return {};
  }
}
