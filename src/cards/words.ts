/** Thousands apart: `8,192`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** CHI with two decimals below 10, else one, as in the figures. */
export function chiText(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(1);
}

/** `222.4 ± 9.6`, both with the mean's decimals. */
export function plusMinus(mean: number, deviation: number): string {
  return `${chiText(mean)} ± ${deviation.toFixed(Math.abs(mean) < 10 ? 2 : 1)}`;
}

/** `+1.13`, `-0.02`. */
export function signed(value: number, digits: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** A metric with its unit: `24.60 dB`, `85.96 %`, or the bare number. */
export function metricText(name: string, value: number): string {
  if (/^(psnr|bicubic)/i.test(name)) return `${value.toFixed(2)} dB`;
  if (/^accuracy/i.test(name)) return `${(100 * value).toFixed(2)} %`;
  return String(Number(value.toPrecision(4)));
}
