import path from 'node:path';
import { type Durations, type Position, type Running, secondsLeft } from './durations';
import { isRunnable, type Notebook } from './notebook-file';

/** A notebook that is being executed. */
export interface RunningNotebook {
  readonly name: string;
  /** The cell being executed, from 1; 0 while the kernel starts. */
  readonly cell: number;
  readonly cells: number;
}

/** How far a run has come. */
export interface RunProgress {
  /** Those being executed, in the order of the run. */
  readonly running: readonly RunningNotebook[];
  /** How many notebooks have ended, of how many. */
  readonly ended: number;
  readonly notebooks: number;
  /** How many cells are over, of all notebooks' cells. */
  readonly cellsDone: number;
  readonly cells: number;
  /**
   * By the durations of the last run. Notebooks that never ran are taken to need for each cell what this run's cells have
   * needed so far; undefined before there are enough of these. Good at the moment of the call.
   */
  readonly secondsLeft: () => number | undefined;
}

/** One notebook of a run, and how long it last took. */
interface Watched {
  readonly name: string;
  readonly cells: number;
  readonly past: Durations | undefined;
  watch?: Stopwatch;
  ended?: boolean;
}

/** Knows where each notebook of a run is, and tells `onProgress` at every step. */
export class RunWatch {
  private readonly notebooks: readonly Watched[];

  constructor(
    files: readonly string[],
    notebooks: readonly Notebook[],
    private readonly options: {
      /** Of each notebook, how long it last took. */
      readonly past: readonly (Durations | undefined)[];
      /** How many run at once. */
      readonly jobs: number;
      readonly onProgress?: (progress: RunProgress) => void;
    },
  ) {
    this.notebooks = files.map((file, i) => ({
      name: path.basename(file, '.ipynb'),
      cells: notebooks[i].cells.filter(isRunnable).length,
      past: options.past[i],
    }));
  }

  /** Notebook `i` begins. */
  begin(i: number): void {
    this.notebooks[i].watch = new Stopwatch();
    this.tell();
  }

  /** Notebook `i` begins a cell, counted from 1. */
  cell(i: number): void {
    this.notebooks[i].watch!.cell();
    this.tell();
  }

  /** Notebook `i` has ended: how many cells it has, how long they took. */
  end(i: number): { cells: number; durations: Durations; seconds: number } {
    const notebook = this.notebooks[i];
    notebook.ended = true;
    const took = { cells: notebook.cells, ...notebook.watch!.end() };
    this.tell();
    return took;
  }

  private tell(): void {
    const { notebooks } = this;
    const running = notebooks
      .filter(({ watch, ended }) => watch && !ended)
      .map(({ name, cells, watch }) => ({ name, cells, cell: watch!.number }));
    const ended = notebooks.filter((notebook) => notebook.ended);
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    this.options.onProgress?.({
      running,
      ended: ended.length,
      notebooks: notebooks.length,
      cellsDone: sum([
        ...ended.map(({ cells }) => cells),
        ...running.map(({ cell }) => Math.max(0, cell - 1)),
      ]),
      cells: sum(notebooks.map(({ cells }) => cells)),
      secondsLeft: () => this.secondsLeft(),
    });
  }

  private secondsLeft(): number | undefined {
    const running: Running[] = [];
    const waiting: Durations[] = [];
    for (const notebook of this.notebooks) {
      const { watch, ended } = notebook;
      if (ended) continue;
      const past = notebook.past ?? this.guess(notebook.cells);
      if (!past) return undefined;
      if (watch) running.push({ past, position: watch.position() });
      else waiting.push(past);
    }
    return secondsLeft(running, waiting, this.options.jobs);
  }

  /** Durations of a notebook that never ran, by this run's cells so far. */
  private guess(cells: number): Durations | undefined {
    const over = this.notebooks.flatMap(({ watch }) => watch?.over() ?? []);
    if (over.length < TELLING) return undefined;
    const mean = over.reduce((sum, seconds) => sum + seconds, 0) / over.length;
    return { start: mean, cells: Array.from({ length: cells }, () => mean) };
  }
}

/** So many cells say something about the others. */
const TELLING = 5;

/** Times the cells of one notebook. */
class Stopwatch {
  private readonly began = performance.now();
  /** When the kernel was asked for, then when each cell began. */
  private readonly starts: number[] = [this.began];

  /** The present cell, from 1; 0 while the kernel starts. */
  get number(): number {
    return this.starts.length - 1;
  }

  cell(): void {
    this.starts.push(performance.now());
  }

  /** How long each step that is over took, in seconds: the kernel's start, then cells. */
  over(): number[] {
    return this.starts.slice(1).map((start, k) => (start - this.starts[k]) / 1000);
  }

  position(): Position {
    const now = performance.now();
    return {
      done: this.number > 0 ? this.number - 1 : undefined,
      inCell: (now - this.starts[this.starts.length - 1]) / 1000,
      elapsed: (now - this.began) / 1000,
    };
  }

  end(): { durations: Durations; seconds: number } {
    const ended = performance.now();
    const marks = [...this.starts, ended];
    const lengths = this.starts.map((start, k) => (marks[k + 1] - start) / 1000);
    return {
      durations: { start: lengths[0], cells: lengths.slice(1) },
      seconds: (ended - this.began) / 1000,
    };
  }
}
