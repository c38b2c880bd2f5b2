/**
 * What the bench and its workers say to each other: one JSON object a line, a request in, a reply out. Workers
 * are ours (`worker.ts`, one process a backend) and the Python stack's (`peers/worker.py`); both speak the same.
 */

/** Numbers and words that a task is told besides its input files. */
export type Settings = Readonly<Record<string, number | string>>;

/** An input that a worker of ours makes and saves as a file: which kind, and its numbers. */
export interface InputSpec {
  readonly make: string;
  readonly [setting: string]: number | string | readonly number[];
}

export type Request =
  /** Reads the inputs (files by name) and builds what the task needs; nothing of this is timed. */
  | {
      readonly do: 'prepare';
      readonly task: string;
      readonly inputs: Readonly<Record<string, string>>;
      readonly settings: Settings;
    }
  /** Does the task `calls` times; `seed` is for tasks that draw. Timed within the worker. */
  | { readonly do: 'run'; readonly calls: number; readonly seed: number }
  /** Writes what the runs gave into `folder` as .npy files. */
  | { readonly do: 'results'; readonly folder: string }
  /** The process's peak resident size so far. */
  | { readonly do: 'peak' }
  /** Versions and settings worth a record. */
  | { readonly do: 'about' }
  /** Makes an input (workers of ours only). */
  | { readonly do: 'make'; readonly input: InputSpec; readonly folder: string };

export interface Replies {
  readonly prepare: object;
  /** Milliseconds a call, and how they divide among the parts of a task that has any. */
  readonly run: { readonly ms: number; readonly parts?: Readonly<Record<string, number>> };
  readonly results: { readonly arrays: Readonly<Record<string, string>> };
  readonly peak: { readonly mib: number };
  readonly about: { readonly about: Readonly<Record<string, string>> };
  readonly make: { readonly file: string };
}

/** What stands on a worker's output line. */
export type Answer = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** A task made ready in a worker of ours. */
export interface Task {
  run(seed: number): Promise<void> | void;
  /** Milliseconds of the parts of the last run, by name. */
  parts?(): Readonly<Record<string, number>>;
  /** What the runs so far gave, to be compared with the peer's. */
  results(): Promise<TaskResults> | TaskResults;
}

/** Makes a task ready: reads its inputs (files by name), builds what it needs. */
export type PrepareTask = (inputs: Readonly<Record<string, string>>, settings: Settings) => Promise<Task>;

export type TaskResults = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }>
>;
