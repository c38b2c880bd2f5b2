import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { backendInUse } from '@ddr-lab/engine/in-use';
import { framed, FrameReader, type Message } from './frames';

/** What a request may take. */
export interface Limits {
  readonly seconds: number;
  /** Of memory, beyond what the process holds before. */
  readonly bytes: number;
}

/** Something that the process must hold for a request: it is sent before the first one, and anew to a new process. */
export interface Held {
  readonly key: string;
  load(): { readonly message: Message; readonly limits: Limits };
}

/** Why there is no answer. */
export class ApartError extends Error {
  override readonly name = 'ApartError';

  /**
   * @param kind `answer`: the process says so; `input`: and in words for whoever gave it; `held`: of what it should hold; `limit`: it
   *   took too long or too much, and was ended; `ended`: it ended by itself.
   */
  constructor(
    message: string,
    readonly kind: 'answer' | 'input' | 'held' | 'limit' | 'ended',
  ) {
    super(message);
  }
}

/** A process that nobody has asked anything for so long ends, in milliseconds. */
const idle = 60_000;
/** Things that a process holds at once. */
const mostHeld = 4;

interface Running {
  readonly child: ChildProcess;
  readonly streams: readonly Socket[];
  readonly held: Set<string>;
  /** Whether it has answered before. */
  used: boolean;
  /** Of the request that it works on. */
  settle?: { resolve(message: Message): void; reject(error: ApartError): void };
}

/**
 * A process of its own for work on things that one does not trust: what crashes there, fills the memory or never ends does not do so
 * here. It takes one request after the other, starts when there is one, and again after it has ended. It does not
 * keep this process from ending, and ends with it, also when that is killed.
 */
export class ProcessApart {
  private running?: Running;
  private queue: Promise<unknown> = Promise.resolve();
  private timer?: NodeJS.Timeout;

  /** @param script a JavaScript file that calls `serve` (serve.js). */
  constructor(private readonly script: string) {}

  /**
   * The answer to a request.
   *
   * @throws ApartError where there is none.
   */
  ask(message: Message, limits: Limits, held?: Held): Promise<Message> {
    const answer = this.queue.then(() => this.answered(message, limits, held));
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  /** Lets go of what it holds under a key. */
  forget(key: string): void {
    if (!this.running?.held.delete(key)) return;
    void this.ask(dropped(key), { seconds: 10, bytes: 2 ** 28 }).catch(() => undefined);
  }

  private async answered(message: Message, limits: Limits, held?: Held): Promise<Message> {
    const before = this.running;
    const used = before?.used;
    try {
      return await this.attempt(message, limits, held);
    } catch (error) {
      // It may have been ended by somebody else since it was last asked: a new one tells.
      if (!used || !(error instanceof ApartError) || error.kind !== 'ended') throw error;
      return this.attempt(message, limits, held);
    }
  }

  private async attempt(message: Message, limits: Limits, held?: Held): Promise<Message> {
    const running = (this.running ??= this.start());
    clearTimeout(this.timer);
    for (const stream of running.streams) stream.ref();
    running.child.ref();
    try {
      if (held) await this.hold(running, held);
      return await exchange(running, message, limits);
    } finally {
      running.used = true;
      for (const stream of running.streams) stream.unref();
      running.child.unref();
      this.timer = setTimeout(() => this.end(), idle).unref();
    }
  }

  private async hold(running: Running, { key, load }: Held): Promise<void> {
    const { held } = running;
    if (!held.delete(key)) {
      for (const oldest of [...held].slice(0, Math.max(0, held.size - mostHeld + 1))) {
        held.delete(oldest);
        await exchange(running, dropped(oldest), { seconds: 10, bytes: 2 ** 28 });
      }
      const { message, limits } = load();
      await exchange(running, message, limits).catch((error: unknown) => {
        const isAnswer = error instanceof ApartError && error.kind === 'answer';
        throw isAnswer ? new ApartError(error.message, 'held') : error;
      });
    }
    held.add(key);
  }

  private end(): void {
    this.running?.child.stdin?.end();
    this.running = undefined;
  }

  private start(): Running {
    const child = spawn(process.execPath, [this.script, String(process.pid)], {
      // What it says besides its answers is nobody's.
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
      env: { ...Object.fromEntries(passedOn.map((name) => [name, process.env[name]])), ...onProcessor() },
    });
    const streams = [child.stdin, child.stdio[3]] as Socket[];
    const running: Running = { child, streams, held: new Set(), used: false };
    const ended = (kind: ApartError['kind'], why: string): void => {
      if (this.running === running) this.running = undefined;
      running.settle?.reject(new ApartError(why, kind));
    };
    const reader = new FrameReader((message) => running.settle?.resolve(message));
    // A process that has ended no longer reads: that is told by how it ended.
    for (const stream of streams) stream?.on('error', () => undefined);
    streams[1]?.on('data', (bytes: Buffer) => reader.push(bytes));
    child.once('error', (error) => ended('ended', error.message));
    child.once('close', (code, signal) => {
      if (signal === 'SIGALRM') ended('limit', 'time');
      else if (signal === 'SIGUSR2') ended('limit', 'memory');
      else ended('ended', signal ?? (code ? `status ${code}` : 'without a word'));
    });
    return running;
  }
}

/** Graphs are computed kernel by kernel there, which onnxruntime's GPU has no part in: none is looked for. */
function onProcessor(): NodeJS.ProcessEnv {
  const used = backendInUse() ?? process.env.DDR_BACKEND;
  return used?.startsWith('onnxruntime-') ? { DDR_BACKEND: 'onnxruntime' } : {};
}

/** Of the environment, what may be needed to compute. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'DDR_BACKEND', 'DDR_THREADS'];

function dropped(key: string): Message {
  return { head: { ask: 'drop', key }, parts: [] };
}

async function exchange(running: Running, message: Message, limits: Limits): Promise<Message> {
  const { child } = running;
  try {
    const answer = await new Promise<Message>((resolve, reject) => {
      running.settle = { resolve, reject };
      for (const piece of framed({ ...message, head: { ...message.head, limits } }))
        child.stdin!.write(piece);
    });
    const { error, input } = answer.head;
    if (typeof error === 'string') throw new ApartError(error, input ? 'input' : 'answer');
    return answer;
  } catch (error) {
    if (error instanceof ApartError && error.kind === 'limit') {
      const { seconds, bytes } = limits;
      const most =
        error.message === 'time' ? `${seconds} s` : `${(bytes / 2 ** 30).toPrecision(2)} GiB of memory`;
      throw new ApartError(`it takes over ${most}`, 'limit');
    }
    throw error;
  } finally {
    running.settle = undefined;
  }
}

/** One a script and process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: Map<string, ProcessApart> | undefined };
const key = Symbol.for('ddr-lab.processes-apart');

/** The process that runs a script. */
export function processApart(script: string): ProcessApart {
  const all = (shared[key] ??= new Map());
  const found = all.get(script) ?? new ProcessApart(script);
  all.set(script, found);
  return found;
}
