import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import type { Answer, Replies, Request } from './protocol';

/** A worker as the bench sees it. Requests are answered one after the other. */
export interface Worker {
  readonly pid: number | undefined;
  /** Rejects with the worker's own words when it refuses, with its last words when it dies. */
  request<Name extends Request['do']>(request: Extract<Request, { do: Name }>): Promise<Replies[Name]>;
  /** Ends the process and waits until it is gone. */
  close(): Promise<void>;
}

/** How a worker is started. */
export interface WorkerCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A worker of ours on the fastest backend, or on the one named. */
export function ourWorker(backend?: string): WorkerCommand {
  return {
    command: process.execPath,
    arguments: ['--import', 'tsx', path.join(__dirname, 'worker.ts')],
    environment: { DDR_BACKEND: backend ?? process.env.DDR_BACKEND },
  };
}

/** A worker of the Python stack on `threads` threads. */
export function pythonWorker(python: string, threads: number): WorkerCommand {
  return { command: python, arguments: [path.join(__dirname, 'peers/worker.py'), String(threads)] };
}

/** Starts a worker process. Errors come from its first request. */
export function startWorker({ command, arguments: words, environment }: WorkerCommand): Worker {
  const child = spawn(command, words, {
    // tsx is found from here, wherever the bench is called.
    cwd: path.resolve(__dirname, '..'),
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));
  // A worker that has died shows in `ended`; its closed pipe would otherwise end the bench.
  child.stdin.on('error', () => undefined);
  const lines = readline.createInterface({ input: child.stdout });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`${command} could not be started (${error.message})`));
    child.on('close', (code, signal) => {
      const last = errors.trim().split('\n').at(-1) ?? '';
      resolve(`the worker ended with ${signal ?? `status ${code}`}${last && `: ${last}`}`);
    });
  });
  return {
    pid: child.pid,
    request: async <Name extends Request['do']>(request: Extract<Request, { do: Name }>) => {
      const line = new Promise<string>((resolve) => lines.once('line', resolve));
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const died = ended.then((words) => Promise.reject(new Error(words)));
      const answer = JSON.parse(await Promise.race([line, died])) as Answer & Replies[Name];
      if (!answer.ok) throw new Error(answer.error);
      return answer;
    },
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
