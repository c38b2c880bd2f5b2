import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PROJECT } from './jupyter';
import { isRunnable, type Notebook } from './notebook-file';

/** How long each executed cell of a notebook took when it last ran to its end, in seconds. */
export interface Durations {
  /** From the request to the first cell: starting the kernel. */
  readonly start: number;
  readonly cells: readonly number[];
}

const FILE = path.join(PROJECT, '.ddr', 'run', 'durations.json');

/** Durations of the last runs by notebook path relative to the project; none where there was no run. */
export async function readDurations(file = FILE): Promise<Map<string, Durations>> {
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as Record<string, Durations>;
    const valid = Object.entries(stored).filter(
      ([, d]) => typeof d.start === 'number' && Array.isArray(d.cells),
    );
    return new Map(valid);
  } catch {
    return new Map();
  }
}

/** Keeps them for the next run's estimate. It is only an estimate: where it cannot be written, nothing is lost. */
export async function writeDurations(durations: ReadonlyMap<string, Durations>, file = FILE): Promise<void> {
  await writeWhole(file, `${JSON.stringify(Object.fromEntries(durations), null, 1)}\n`).catch(
    () => undefined,
  );
}

/** Where a run is in one of its notebooks, in seconds. */
export interface Position {
  /** How many of its cells are over; undefined while its kernel starts. */
  readonly done: number | undefined;
  /** How long the present cell (or the kernel's start) has taken so far. */
  readonly inCell: number;
  /** How long the notebook has taken so far. */
  readonly elapsed: number;
}

/** A notebook under way: how long it last took, where it is now. */
export interface Running {
  readonly past: Durations;
  readonly position: Position;
}

/** Before this many seconds say nothing about the speed of the machine today. */
const TELLING_DURATION = 3;

/**
 * Seconds until all notebooks are done: by their last durations, and by how much slower or faster than last time
 * those under way have been so far. Those that wait take, in order, the place that is free first.
 *
 * @param jobs how many run at once
 */
export function secondsLeft(
  running: readonly Running[],
  waiting: readonly Durations[],
  jobs: number,
): number {
  const under = running.map(({ past, position }) => ({ ...split(past, position), position }));
  // What last time took as long as this run has taken so far.
  const before = sum(under.map((one) => one.before));
  const pace = before < TELLING_DURATION ? 1 : sum(under.map(({ position }) => position.elapsed)) / before;
  const places = under.map(({ present, after, position }) => {
    return Math.max(0, present * pace - position.inCell) + after * pace;
  });
  while (places.length < jobs) places.push(0);
  for (const { start, cells } of waiting) {
    const first = places.indexOf(Math.min(...places));
    places[first] += (start + sum(cells)) * pace;
  }
  return Math.max(...places);
}

/** What a notebook last took: up to where it is now, in the present cell, after it. */
function split(
  { start, cells }: Durations,
  { done, inCell }: Position,
): { before: number; present: number; after: number } {
  const steps = [start, ...cells];
  const at = done === undefined ? 0 : done + 1;
  const present = steps[at] ?? 0;
  return {
    before: sum(steps.slice(0, at)) + Math.min(present, inCell),
    present,
    after: sum(steps.slice(at + 1)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** The most notebooks at once by default: beyond, they wait for one another's files and memory. */
const MOST = 4;

/** What a kernel with its Chromium may take: 0.7 to 1.0 GB were measured, networks of one's own take more. */
const MEMORY = 3 * 2 ** 30;

/** The machine that a run has. */
export interface Machine {
  readonly cores: number;
  /** In bytes. */
  readonly memory: number;
}

/** This one. */
function thisMachine(): Machine {
  return { cores: os.availableParallelism(), memory: os.totalmem() };
}

/** How many notebooks to execute at once: one a core, as far as memory allows, at most four. */
export function defaultJobs({ cores, memory }: Machine = thisMachine()): number {
  return Math.max(1, Math.min(MOST, cores, Math.floor(memory / MEMORY)));
}

/** How many threads each of `jobs` kernels computes with, so that they share the cores: at least one. */
export function threadsEach(jobs: number, { cores }: Machine = thisMachine()): number {
  return Math.max(1, Math.floor(cores / jobs));
}

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
