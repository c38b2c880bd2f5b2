import { inWords } from './pages/html';
import { describeFailure } from './executed';
import type { NotebookRun } from './run';
import type { RunningNotebook, RunProgress } from './watch';

/** Where a run tells how far it is: standard error, or a stand-in for it in tests. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface RunDisplayOptions {
  stream?: TerminalStream;
  /** The clock, in milliseconds. */
  now?: () => number;
}

/** How often the bar is redrawn, and how often a line is written where there is no terminal, in milliseconds. */
const REDRAW = 250;
const PLAIN = 10_000;

/**
 * Shows a run: on a terminal one line with a bar that is redrawn in place, elsewhere a plain line now and then,
 * at most one in ten seconds; either way one line for each notebook that has ended. Call `end` when all is over.
 */
export class RunDisplay {
  private readonly stream: TerminalStream;
  private readonly now: () => number;
  private progress: RunProgress | undefined;
  private written: number;
  private readonly timer: NodeJS.Timeout;

  constructor({ stream = process.stderr, now = Date.now }: RunDisplayOptions = {}) {
    this.stream = stream;
    this.now = now;
    this.written = now();
    this.timer = setInterval(() => this.draw(), REDRAW);
    this.timer.unref();
  }

  onProgress(progress: RunProgress): void {
    this.progress = progress;
    this.draw();
  }

  /** One line for good: `ok      03-name   12 cells in 41 s`, and for a failure what the kernel said. */
  onNotebook(run: NotebookRun): void {
    this.line(notebookLine(run));
  }

  /** Writes a line that stays. */
  line(text: string): void {
    this.progress = undefined;
    this.written = this.now();
    this.stream.write(`${this.stream.isTTY ? '\r\x1b[K' : ''}${text}\n`);
  }

  end(): void {
    clearInterval(this.timer);
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }

  /** Called on progress and by the clock: the time left goes on falling while a cell runs. */
  draw(): void {
    if (!this.progress || this.progress.running.length === 0) return;
    const time = this.now();
    if (this.stream.isTTY) {
      const width = (this.stream.columns || 80) - 1;
      this.stream.write(`\r${barLine(this.progress, width)}\x1b[K`);
    } else if (time - this.written >= PLAIN) {
      this.written = time;
      this.stream.write(`${plainLine(this.progress)}\n`);
    }
  }
}

/** `1/12 [####------]  03-name 5/12  04-name 2/9  1 min 20 s left`: cells of each; cut to the terminal's width. */
export function barLine(progress: RunProgress, width: number): string {
  const { running, ended, notebooks, cellsDone, cells } = progress;
  const length = notebooks > 1 ? 10 : 20;
  const full = cells > 0 ? Math.round((cellsDone / cells) * length) : 0;
  const bar = `[${'#'.repeat(full)}${'-'.repeat(length - full)}]`;
  const head = notebooks > 1 ? `${ended}/${notebooks} ${bar}` : bar;
  const line = (names: readonly string[]): string => {
    const named = running.map((notebook, i) => `${names[i]} ${shortly(notebook)}`);
    return [head, ...named, timeLeft(progress)].filter(Boolean).join('  ');
  };
  // What is left beside all the rest is shared by the names.
  const room = (width - line(running.map(() => '')).length) / Math.max(1, running.length);
  const names = running.map(({ name }) => cut(name, Math.max(6, Math.floor(room))));
  return line(names).slice(0, Math.max(1, width));
}

/** `03-name: cell 5 of 12; 04-name: cell 2 of 9; 1 min 20 s left`. */
export function plainLine(progress: RunProgress): string {
  const named = progress.running.map((notebook) => `${notebook.name}: ${where(notebook)}`);
  return [...named, timeLeft(progress)].filter(Boolean).join('; ');
}

function cut(name: string, room: number): string {
  return name.length > room ? `${name.slice(0, room - 1)}…` : name;
}

function shortly({ cell, cells }: RunningNotebook): string {
  return cell === 0 ? 'starts' : `${cell}/${cells}`;
}

function where({ cell, cells }: RunningNotebook): string {
  return cell === 0 ? 'starting the kernel' : `cell ${cell} of ${cells}`;
}

function timeLeft(progress: RunProgress): string {
  const seconds = progress.secondsLeft();
  if (seconds === undefined) return '';
  return seconds < 1 ? 'longer than last time' : `${inWords(seconds)} left`;
}

/** The lines of the outcome of one notebook. */
export function notebookLine({ name, cells, seconds, failure }: NotebookRun): string {
  if (!failure) return `ok      ${name}  ${cells} ${cells === 1 ? 'cell' : 'cells'} in ${inWords(seconds)}`;
  const said = failure.text.split('\n').slice(0, 12).join('\n');
  return `FAILED  ${name}: ${describeFailure(failure)}\n${said.replace(/^/gm, '        ')}`;
}
