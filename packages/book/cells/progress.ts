import type { OnProgress, Progress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { type Bundle, updatable } from './display';
import { escapeHtml } from './html';

/** What `progress` takes besides the label. */
export interface ProgressOptions {
  /** The number of steps, where calls report another total than the whole. */
  total?: number;
  /** Shortest time between two updates, milliseconds; default 250. */
  interval?: number;
  /** The clock, milliseconds; default `Date.now`. */
  now?: () => number;
  /** Where the line goes; default the cell's output, or standard error outside a notebook. */
  write?: (bundle: Bundle) => void;
}

/**
 * One line below the cell that updates in place: label, bar, share done, time left, note. Give it as
 * `onProgress` to any long call, and call `end()` when the work is over: the line then says how long it took. When the cell
 * is stopped, the line says so, and stays as it is.
 */
export function progress(
  label: string,
  totalOrOptions: number | ProgressOptions = {},
): OnProgress & { end(): void } {
  const options = typeof totalOrOptions === 'number' ? { total: totalOrOptions } : totalOrOptions;
  const { interval = 250, now = Date.now, write = updatable() ?? toStandardError() } = options;
  const started = now();
  let drawn = -Infinity;
  let last: Progress = { done: 0, total: options.total ?? 0 };
  const signal = currentSignal();
  const onProgress = (state: Progress): void => {
    if (signal?.aborted) return;
    last = { ...state, total: options.total ?? state.total };
    const time = now();
    if (time - drawn < interval) return;
    drawn = time;
    write(lineBundle(progressText(label, last, time - started)));
  };
  const end = (): void => {
    signal?.removeEventListener('abort', stop);
    if (!signal?.aborted) write(lineBundle(endText(label, last, now() - started)));
  };
  const stop = (): void => write(lineBundle(`${label}: stopped after ${duration(now() - started)}`));
  signal?.addEventListener('abort', stop, { once: true });
  return Object.assign(onProgress, { end });
}

const cells = 20;

/** `features ██████░░░░░░ 42 %, 126 of 300, 12 s left, loss 0.03`. `elapsed` in milliseconds. */
function progressText(label: string, { done, total, note }: Progress, elapsed: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const full = Math.floor(share * cells);
  const parts = [
    `${label} ${'█'.repeat(full)}${'░'.repeat(cells - full)} ${Math.floor(share * 100)} %`,
    ...(Number.isFinite(done) && (total > 0 || done > 0) ? [steps({ done, total })] : []),
    ...(share > 0 && share < 1 ? [`${duration((elapsed / share) * (1 - share))} left`] : []),
    ...(note ? [note] : []),
  ];
  return parts.join(', ');
}

function endText(label: string, { done, total, note }: Progress, elapsed: number): string {
  const count = total > 0 ? `${steps({ done, total })} in ` : '';
  return `${label}: ${count}${duration(elapsed)}${note ? `, ${note}` : ''}`;
}

/** `126 of 300`: steps that are over, whole ones, whatever part of the next one is done. */
function steps({ done, total }: Progress): string {
  // A sum of parts may fall short of a whole by rounding.
  const over = (value: number): number => Math.floor(value + 1e-6);
  if (!(total > 0)) return String(over(done));
  return `${over(Math.min(done, total))} of ${Math.ceil(total - 1e-6)}`;
}

/** `0.4 s`, `12 s`, `3 min 20 s` or `1 h 2 min`. */
function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function lineBundle(text: string): Bundle {
  return {
    'text/plain': text,
    'text/html': `<div class="ddr-aside" style="font-variant-numeric:tabular-nums;color:#444">${escapeHtml(text)}</div>`,
  };
}

/** In a terminal the line is written over; elsewhere only its end is kept, not every step. */
function toStandardError(): (bundle: Bundle) => void {
  return (bundle) => {
    const text = bundle['text/plain'];
    const running = text.includes('█') || text.includes('░');
    if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K${running ? '' : '\n'}`);
    else if (!running) process.stderr.write(`${text}\n`);
  };
}
