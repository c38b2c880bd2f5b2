import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../errors';
import { writeBook } from './book/book';
import type { ClaimRecord } from './claims/claim-record';
import { claimRecord, readClaims } from './claims/claim-record';
import { writeClaimsFile } from './claims/committed';
import { keepClaims } from './claims/keep';
import { oncePerClaim } from './claims/once';
import type { Durations } from './durations';
import { readDurations, secondsLeft, writeDurations } from './durations';
import type { Executed, RunRecord } from './executed';
import { readExecuted, withRecord } from './executed';
import type { Execution } from './executor';
import { Executor } from './executor';
import type { Failure } from './failure';
import { findJupyter, PROJECT } from './jupyter';
import type { Notebook } from './notebook-file';
import { isRunnable, readNotebook, writeNotebook } from './notebook-file';
import { tidy } from './tidy';

/** How far a run has come. */
export interface RunProgress {
  /** The notebook being executed: its name, which of how many (from 1). */
  readonly notebook: string;
  readonly position: number;
  readonly notebooks: number;
  /** The cell being executed, from 1; 0 while the kernel starts. */
  readonly cell: number;
  readonly cells: number;
  /** By the durations of the last run; undefined where there was none. Good at the moment of the call. */
  readonly secondsLeft: () => number | undefined;
}

/** The outcome of one notebook. */
export interface NotebookRun {
  readonly name: string;
  readonly file: string;
  readonly cells: number;
  readonly seconds: number;
  readonly claims: readonly ClaimRecord[];
  readonly failure?: Failure;
}

export interface RunOptions {
  /** Where executed notebooks, the book and claims.json go. Default `out` in the project. */
  out?: string;
  /** Also write each notebook that ran to its end back to its own file. Default false. */
  inPlace?: boolean;
  /** The longest that one cell may take, in seconds. Default 3600. */
  timeout?: number;
  onProgress?: (progress: RunProgress) => void;
  /** Called when a notebook has ended, well or not. */
  onNotebook?: (run: NotebookRun) => void;
  /** Called when all are executed and the book is being made. */
  onBook?: () => void;
  /** Ends the run: kernels are killed, what is finished stays. */
  signal?: AbortSignal;
}

export interface RunResult {
  readonly runs: readonly NotebookRun[];
  /** The book's first page. */
  readonly index: string;
  /** Of all notebooks in the output folder, this run's and earlier ones'. */
  readonly claims: readonly ClaimRecord[];
}

/**
 * Executes notebooks one after the other, each on a kernel of its own, and makes the book. A notebook that
 * fails does not keep the next from running.
 *
 * @throws InputError before anything is executed, where a file is not a notebook for the tslab kernel; the
 *   signal's reason when it is aborted.
 */
export async function runNotebooks(files: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { out = path.join(PROJECT, 'out'), signal } = options;
  const jupyter = await findJupyter();
  const notebooks = await Promise.all(files.map(readNotebook));
  signal?.throwIfAborted();
  await mkdir(out, { recursive: true }).catch((error: Error) => {
    throw new InputError(`${out}: not a folder that can be written (${error.message}).`);
  });
  const executor = await Executor.create(jupyter);
  const stop = (): void => void executor.stop();
  signal?.addEventListener('abort', stop);
  try {
    const runs: NotebookRun[] = [];
    const past = await readDurations();
    for (const [i, file] of files.entries()) {
      runs.push(await runOne(executor, notebooks[i], { file, files, i, out, past, options }));
      options.onNotebook?.(runs[i]);
    }
    await executor.stop();
    options.onBook?.();
    const executed = await readExecuted(out);
    const claims = oncePerClaim(executed.flatMap(claimsOf));
    await writeClaimsFile(path.join(out, 'claims.json'), claims);
    const whole = runs.filter(({ failure }) => !failure).map(({ file }) => file);
    if (options.inPlace) await keepClaims(whole, claims);
    const index = await writeBook(executed, out, { jupyter, signal });
    return { runs, index, claims };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await executor.stop();
  }
}

function claimsOf({ record: { claims, executed } }: Executed): ClaimRecord[] {
  return claims.map((claim) => claimRecord({ ...claim, executed }));
}

interface Task {
  readonly file: string;
  readonly files: readonly string[];
  readonly i: number;
  readonly out: string;
  readonly past: Map<string, Durations>;
  readonly options: RunOptions;
}

async function runOne(executor: Executor, notebook: Notebook, task: Task): Promise<NotebookRun> {
  const { file, out, past, options } = task;
  const name = path.basename(file, '.ipynb');
  const claimsFile = path.join(executor.scratch, `claims-${task.i}.jsonl`);
  const watch = new Stopwatch(notebook, task);
  const execution = await executor.execute(notebook, {
    folder: path.dirname(file),
    environment: { DDR_CLAIMS: claimsFile },
    timeout: options.timeout,
    onEvent: (event) => watch.cell(event.event === 'cell' ? event.number : 0),
  });
  const { durations, seconds } = watch.end();
  const claims = await readClaims(claimsFile, name);
  if (!execution.failure) {
    past.set(keyOf(file), durations);
    await writeDurations(past);
  }
  const { failure } = execution;
  const source = path.relative(out, file);
  await writeResults(
    execution,
    { source, executed: new Date().toISOString(), seconds, claims, failure },
    out,
  );
  if (options.inPlace && !failure) await writeNotebook(file, tidy(execution.notebook));
  return { name, file, cells: watch.cells, seconds, claims, failure };
}

async function writeResults({ notebook }: Execution, record: RunRecord, out: string): Promise<void> {
  await writeNotebook(path.join(out, path.basename(record.source)), withRecord(tidy(notebook), record));
}

function keyOf(file: string): string {
  return path.relative(PROJECT, file).split(path.sep).join('/');
}

/** Times the cells of one notebook and tells `onProgress` where it is. */
class Stopwatch {
  readonly cells: number;
  private readonly began = performance.now();
  /** When the kernel was asked for, then when each cell began. */
  private readonly starts: number[] = [this.began];

  constructor(
    notebook: Notebook,
    private readonly task: Task,
  ) {
    this.cells = notebook.cells.filter(isRunnable).length;
    this.tell(0);
  }

  cell(number: number): void {
    if (number > 0) this.starts.push(performance.now());
    this.tell(number);
  }

  private tell(cell: number): void {
    const { file, files, i, past, options } = this.task;
    options.onProgress?.({
      notebook: path.basename(file, '.ipynb'),
      position: i + 1,
      notebooks: files.length,
      cell,
      cells: this.cells,
      secondsLeft: () => {
        const now = performance.now();
        const inCell = (now - this.starts[this.starts.length - 1]) / 1000;
        const durations = files.slice(i).map((f) => past.get(keyOf(f)));
        const done = cell > 0 ? cell - 1 : undefined;
        return secondsLeft(durations, { done, inCell, elapsed: (now - this.began) / 1000 });
      },
    });
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
