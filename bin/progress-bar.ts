import type { OnProgress, Progress } from '@ddr-lab/base/progress';

/** Where the bar is drawn: standard error, or a stand-in for it in tests. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressBarOptions {
  /** Defaults to standard error. Nothing at all is written where it is not a terminal. */
  stream?: ProgressStream;
  /** How long a call stays silent, in milliseconds. Default 2000. */
  delay?: number;
  /** The clock, in milliseconds. Default `Date.now`. */
  now?: () => number;
}

/** Draws at most this often, in milliseconds, so that a fast loop does not flood the terminal. */
const interval = 100;

/**
 * A one-line progress bar with the time left, for `onProgress` of any long call. It appears only
 * where standard error is a terminal and the call takes longer than two seconds. Call `end()` when
 * the work is over, or has failed: it wipes the line.
 */
export function progressBar(
  label: string,
  { stream = process.stderr, delay = 2000, now = Date.now }: ProgressBarOptions = {},
): OnProgress & { end(): void } {
  const started = now();
  let drawn = -Infinity;
  let shown = false;
  const onProgress = (progress: Progress): void => {
    const time = now();
    if (!stream.isTTY || time - started < delay || time - drawn < interval) return;
    drawn = time;
    shown = true;
    stream.write(`\r${progressLine(label, progress, time - started, stream.columns || 80)}\x1b[K`);
  };
  const end = (): void => {
    if (shown) stream.write('\r\x1b[K');
    shown = false;
  };
  return Object.assign(onProgress, { end });
}

/**
 * The text of the bar, at most `width` - 1 characters: label, bar, per cent, time left, note.
 *
 * @param elapsed milliseconds since the work began; the time left assumes steps of equal length.
 */
export function progressLine(
  label: string,
  { done, total, note }: Progress,
  elapsed: number,
  width: number,
): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const cells = 24;
  const full = Math.round(share * cells);
  const bar = '#'.repeat(full) + '-'.repeat(cells - full);
  const left = share > 0 ? `${clock((elapsed / share) * (1 - share))} left` : '';
  const parts = [label, `[${bar}]`, `${Math.floor(share * 100)}%`, left, note ?? ''];
  const line = parts.filter((part) => part !== '').join('  ');
  return line.slice(0, Math.max(1, width - 1));
}

/** Milliseconds as `7 s`, `3:05` (minutes) or `1:02:09` (hours). */
function clock(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
