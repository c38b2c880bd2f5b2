import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { writeBook } from './pages/book';
import { type ClaimRecord, claimRecord, oncePerClaim, readClaims } from './claims/claim-record';
import { ON_PHOTOGRAPHS, readClaimsFile, writeClaimsFile } from './claims/committed';
import { keepClaims } from './claims/keep';
import {
  defaultJobs,
  type Durations,
  readDurations,
  type RunProgress,
  RunWatch,
  threadsEach,
  writeDurations,
} from './watch';
import { type Executed, type Failure, readExecuted, type RunRecord, withRecord } from './executed';
import { type Execution, Executor } from './executor';
import { findJupyter, PROJECT } from './jupyter';
import {
  givenParameters,
  parametersOf,
  parametersText,
  type ParameterValue,
  withParameters,
} from './parameters';
import { lean, type Notebook, readNotebook, tidy, writeNotebook } from './notebook-file';

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
  /**
   * Run on the photographs below this data root, and keep what is found of the claims in `claims-photographs.json` beside the notebooks. Notebooks,
   * `figures/` and `claims.json` stay as they are: figures go to the output folder. Default: on what the kernels find.
   */
  photographs?: { readonly root: string };
  /**
   * Values for the parameters of the notebooks, as `name=value`: each must be a parameter of each notebook. What is committed stays as it is:
   * not together with `inPlace` or `photographs`, and figures go to the output folder. Default none.
   */
  set?: readonly string[];
  /** What DDR_STYLE is in the kernels: a paper's style, as a name or a file. Figures go to the output folder. Default: as it is. */
  style?: string;
  /** The longest that one cell may take, in seconds. Default 3600. */
  timeout?: number;
  /** How many notebooks to execute at once. Default: one a core, as far as memory allows, at most four. */
  jobs?: number;
  onProgress?: (progress: RunProgress) => void;
  /** Called when a notebook has ended, well or not; in the order in which they end. */
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
  /** Where figures of a run on photographs, or in a paper's style, are. */
  readonly figures: string;
  /** Of all notebooks in the output folder, this run's and earlier ones'. */
  readonly claims: readonly ClaimRecord[];
}

/**
 * Executes notebooks, several at once, each on a kernel of its own, and makes the book. A notebook that fails
 * does not keep the others from running.
 *
 * @throws InputError before anything is executed, where a file is not a notebook for a TypeScript kernel, or photographs are
 *   asked for together with what is of scenes; the signal's reason when it is aborted.
 */
export async function runNotebooks(files: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { signal } = options;
  const photographs = options.photographs !== undefined;
  const set = options.set ?? [];
  if (photographs && options.inPlace) {
    throw new InputError('Notebooks are written back as they are on scenes: not together with photographs.');
  }
  if (set.length > 0 && (photographs || options.inPlace)) {
    throw new InputError(
      'What is committed is of the parameters as they stand in the notebooks: --set goes neither with --in-place nor with --photographs.',
    );
  }
  const jupyter = await findJupyter();
  const read = await Promise.all(files.map(readNotebook));
  const given = files.map((file, i) => givenParameters(parametersOf(read[i], file), set, file));
  const notebooks = set.length === 0 ? read : read.map((one, i) => withParameters(one, given[i]));
  const values = parametersText(given[0] ?? {});
  const { out = path.join(PROJECT, defaultFolder(options, values)) } = options;
  signal?.throwIfAborted();
  await checkParameters(out, values);
  await mkdir(out, { recursive: true }).catch((error: Error) => {
    throw new InputError(`${out}: not a folder that can be written (${error.message}).`);
  });
  const jobs = Math.min(options.jobs ?? defaultJobs(), files.length);
  const past = await pastDurations();
  const watch = new RunWatch(files, notebooks, {
    past: files.map((file) => (set.length > 0 ? undefined : past.get(keyOf(file)))),
    jobs,
    onProgress: options.onProgress,
  });
  const executors = await Promise.all(Array.from({ length: jobs }, () => Executor.create(jupyter)));
  const stopAll = async (): Promise<void> => void (await Promise.all(executors.map((each) => each.stop())));
  const stop = (): void => void stopAll();
  signal?.addEventListener('abort', stop);
  try {
    const runs: NotebookRun[] = [];
    let next = 0;
    const work = async (executor: Executor): Promise<void> => {
      while (next < files.length) {
        const i = next++;
        runs[i] = await runOne(executor, notebooks[i], {
          file: files[i],
          i,
          out,
          past,
          jobs,
          watch,
          options,
          ...(set.length > 0 && { parameters: given[i] }),
        });
        options.onNotebook?.(runs[i]);
      }
    };
    await Promise.all(executors.map(work));
    await stopAll();
    options.onBook?.();
    const executed = await readExecuted(out);
    const claims = oncePerClaim(executed.flatMap(claimsOf));
    await writeClaimsFile(path.join(out, 'claims.json'), claims);
    const whole = runs.filter(({ failure }) => !failure).map(({ file }) => file);
    if (options.inPlace || photographs) await keepClaims(whole, claims, { photographs });
    const other = photographs ? [] : await readClaimsFile(ON_PHOTOGRAPHS);
    const index = await writeBook(executed, out, { jupyter, signal, photographs: other });
    return { runs, index, claims, figures: figuresOf(options, out) };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await stopAll();
  }
}

/** Where the kernels of a run find data and put figures, and how they lay them out; nothing where that is not to be another than usual. */
function placesOf({ photographs, set = [], style }: RunOptions, out: string): Record<string, string> {
  const elsewhere = photographs || set.length > 0;
  return {
    ...(photographs ? { DDR_DATA: photographs.root } : {}),
    ...(style === undefined ? {} : { DDR_STYLE: style }),
    ...(elsewhere || style !== undefined ? { DDR_FIGURES: figuresOf(elsewhere, out) } : {}),
  };
}

/** Committed figures are of scenes, of the parameters as they stand, and in no style: others go elsewhere. */
function figuresOf(elsewhere: unknown, out: string): string {
  const named = elsewhere ? undefined : process.env.DDR_FIGURES;
  return named ? path.resolve(named) : path.resolve(out, 'figures');
}

/** A folder for each set of values, so that no run takes another's for its own. */
function defaultFolder({ photographs }: RunOptions, values: string): string {
  if (photographs) return 'out/photographs';
  if (values === '') return 'out';
  const name = values.replace(/ /g, '_').replace(/[^\w=,.+-]/g, '-');
  // A name of a file has 255 bytes at most.
  const short = createHash('sha256').update(values).digest('hex').slice(0, 8);
  return `out/set/${name.length > 120 ? `${name.slice(0, 100)}-${short}` : name}`;
}

/**
 * Refuses a folder that holds notebooks of other parameters: one book and one `claims.json` are of one kind.
 *
 * @throws InputError naming both.
 */
async function checkParameters(out: string, values: string): Promise<void> {
  for (const { name, record } of await readExecuted(out)) {
    const there = parametersText(record.parameters ?? {});
    if (there === values) continue;
    const words = (text: string): string => text || 'the parameters as they stand in the notebooks';
    throw new InputError(
      `${out}: holds ${name} run with ${words(there)}, and this run is with ${words(values)}. Name another folder (--out).`,
    );
  }
}

function claimsOf({ record: { claims, executed } }: Executed): ClaimRecord[] {
  return claims.map((claim) => claimRecord({ ...claim, executed }));
}

interface Task {
  readonly file: string;
  readonly i: number;
  readonly out: string;
  readonly past: Map<string, Durations>;
  readonly jobs: number;
  readonly watch: RunWatch;
  readonly options: RunOptions;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

async function runOne(executor: Executor, notebook: Notebook, task: Task): Promise<NotebookRun> {
  const { file, i, out, past, jobs, watch, options, parameters } = task;
  const name = path.basename(file, '.ipynb');
  const claimsFile = path.join(executor.scratch, `claims-${i}.jsonl`);
  watch.begin(i);
  const execution = await executor.execute(notebook, {
    folder: path.dirname(file),
    environment: {
      DDR_CLAIMS: claimsFile,
      DDR_THREADS: process.env.DDR_THREADS || `${threadsEach(jobs)}`,
      ...placesOf(options, out),
    },
    timeout: options.timeout,
    onEvent: ({ event }) => event === 'cell' && watch.cell(i),
  });
  const { cells, durations, seconds } = watch.end(i);
  const found = await readClaims(claimsFile, name);
  const claims = parameters ? found.map((claim) => claimRecord({ ...claim, parameters })) : found;
  // With other parameters it takes another time.
  if (!execution.failure && !parameters) {
    past.set(keyOf(file), durations);
    await writeDurations(past);
  }
  const { failure } = execution;
  const source = path.relative(out, file);
  await writeResults(
    execution,
    {
      source,
      executed: new Date().toISOString(),
      seconds,
      claims,
      failure,
      ...(parameters && { parameters }),
    },
    out,
  );
  if (options.inPlace && !failure) await writeNotebook(file, lean(tidy(execution.notebook)));
  return { name, file, cells, seconds, claims, failure };
}

/** How long notebooks took that are still there. */
async function pastDurations(): Promise<Map<string, Durations>> {
  const all = [...(await readDurations())];
  return new Map(all.filter(([key]) => existsSync(path.join(PROJECT, key))));
}

async function writeResults({ notebook }: Execution, record: RunRecord, out: string): Promise<void> {
  await writeNotebook(path.join(out, path.basename(record.source)), withRecord(tidy(notebook), record));
}

function keyOf(file: string): string {
  return path.relative(PROJECT, file).split(path.sep).join('/');
}
