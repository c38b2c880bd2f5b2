import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endTree, leadsGroup } from '../../environment/end-tree';
import { ownedFolder } from '../../environment/temporary';
import { cleanText, type Failure, failureOf } from './executed';
import type { Jupyter } from './jupyter';
import type { Notebook } from './notebook-file';

/** What happens while a notebook runs. Cells are counted from 1 among those that are executed. */
export type ExecutionEvent =
  | { readonly event: 'start'; readonly cells: number }
  | { readonly event: 'cell'; readonly number: number; readonly index: number };

export interface ExecuteOptions {
  /** The kernel's working directory: the notebook's own folder, so that its relative imports work. */
  folder: string;
  /** Added to the kernel's environment. */
  environment?: Record<string, string>;
  /** The longest that one cell may take, in seconds. Default 3600. */
  timeout?: number;
  onEvent?: (event: ExecutionEvent) => void;
}

/** An executed notebook; with a failure it holds what was executed until then. */
export interface Execution {
  readonly notebook: Notebook;
  readonly failure?: Failure;
}

/** How long the Python side may take to end its kernel before it is killed, in milliseconds. */
const PATIENCE = 5000;

/** nbclient in a Python process of its own (execute.py), which runs notebooks one after the other. */
export class Executor {
  private readonly child: ChildProcess;
  private stderr = '';
  private stopped = false;
  private onLine: (line: string) => void = () => undefined;
  private readonly ended: Promise<void>;

  constructor(
    jupyter: Jupyter,
    /** A folder for files of this run; it is gone when the executor has stopped. */
    readonly scratch: string,
  ) {
    // A process group of its own, so that Ctrl-C reaches this side alone, which then ends the other in order (where there are none,
    // on Windows, the other does not heed it).
    this.child = spawn(jupyter.python, [path.join(__dirname, 'execute.py'), scratch], {
      detached: leadsGroup(),
      windowsHide: true,
      env: jupyter.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', () => resolve());
      this.child.once('error', (error) => {
        this.stderr += error.message;
        resolve();
      });
    });
    this.child.stdin!.on('error', () => undefined);
    this.child.stderr!.on('data', (data) => (this.stderr = (this.stderr + String(data)).slice(-4000)));
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.onLine(line));
  }

  static async create(jupyter: Jupyter): Promise<Executor> {
    return new Executor(jupyter, ownedFolder(tmpdir(), 'ddr-run-'));
  }

  /** Executes a notebook with a fresh kernel. A failing cell is a result here, not an error. */
  async execute(
    notebook: Notebook,
    { folder, environment = {}, timeout = 3600, onEvent = () => undefined }: ExecuteOptions,
  ): Promise<Execution> {
    const result = path.join(this.scratch, 'result.json');
    const job = {
      cells: notebook.cells.map((cell) =>
        cell.outputs ? { ...cell, outputs: [], execution_count: null } : cell,
      ),
      metadata: notebook.metadata,
      folder,
      argv: [process.execPath, path.join(__dirname, 'kernel.js'), '--config-path', '{connection_file}'],
      environment,
      timeout: Math.max(1, Math.ceil(timeout)),
      result,
    };
    const failure = await this.send(job, onEvent);
    const { cells } = JSON.parse(await readFile(result, 'utf8')) as Notebook;
    return { notebook: { ...notebook, cells }, failure };
  }

  private send(job: object, onEvent: (event: ExecutionEvent) => void): Promise<Failure | undefined> {
    return new Promise((resolve, reject) => {
      let failure: Failure | undefined;
      this.onLine = (line) => {
        const message = JSON.parse(line);
        if (message.event === 'end') resolve(failure);
        else if (message.event === 'failure') failure = failureOf(message);
        else onEvent(message);
      };
      void this.ended.then(() => {
        const why = this.stopped ? 'the run was stopped' : cleanText(this.stderr) || 'it said nothing';
        reject(new Error(`The Python process that executes notebooks ended: ${why}`));
      });
      this.child.stdin!.write(`${JSON.stringify(job)}\n`);
    });
  }

  /** Ends the kernel and the Python process, at the latest after a few seconds. Safe to call twice. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.child.stdin!.end();
    const kill = setTimeout(() => endTree(this.child), PATIENCE);
    await this.ended;
    clearTimeout(kill);
    await rm(this.scratch, { recursive: true, force: true });
  }
}
