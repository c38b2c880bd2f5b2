import type { ExplorerData } from '../shared/data';
import type { Answer, BackendName, Question, Reply } from '../worker/messages';
import { runsOf } from './runs';

/** Asks of one kind get answers of one kind. */
type AnswerTo<Ask> = Ask extends 'start'
  ? Extract<Answer, { backend: unknown }>
  : Ask extends 'features'
    ? Extract<Answer, { features: unknown }>
    : Ask extends 'slopes'
      ? Extract<Answer, { sums: unknown }>
      : Extract<Answer, { image: unknown }>;

/** What computes, in workers of its own, so that the page never waits. */
export interface Engine {
  readonly backend: BackendName;
  /** Why the backends before it were not taken. */
  readonly tried: readonly string[];
  /** Whether a processor computes, and no graphics card. */
  readonly onProcessor: boolean;
  /** How many questions are answered at a time. */
  readonly workers: number;
  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q['ask']>>;
}

/** Workers that WebAssembly is shared out among: one a core, but one does for a phone's little ones. */
const MOST_WORKERS = 4;

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts workers on the fastest backend that the browser has. On a processor several share the patches; on a graphics card one
 * is enough.
 */
export async function startEngine(
  data: ExplorerData,
  given: Promise<{ script: string; wasm: Uint8Array; bytes: Uint8Array }>,
  asked?: string,
): Promise<Engine> {
  const parts = await given;
  const url = URL.createObjectURL(new Blob([parts.script], { type: 'text/javascript' }));
  const networks = runsOf(data).map(({ layers, output }) => ({ layers, output }));
  const backends: readonly BackendName[] = asked
    ? [asked as BackendName]
    : ['webgpu', 'webgl', 'wasm', 'cpu'];
  const begin = async (names: readonly BackendName[]): Promise<Caller & AnswerTo<'start'>> => {
    const caller = new Caller(url);
    const { wasm, bytes } = parts;
    const started = await caller.ask({ ask: 'start', backends: names, wasm, bytes, networks });
    return Object.assign(caller, started as AnswerTo<'start'>);
  };
  const first = await begin(backends);
  const onProcessor = first.backend === 'wasm' || first.backend === 'cpu';
  const more = onProcessor ? Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1) - 1 : 0;
  const others = await Promise.all(Array.from({ length: more }, () => begin([first.backend])));
  URL.revokeObjectURL(url);
  const callers = [first, ...others];
  const queue: Waiting[] = [];
  const free = [...callers] as Caller[];
  const next = (): void => {
    while (free.length > 0 && queue.length > 0) {
      const caller = free.shift()!;
      const { question, resolve, reject } = queue.shift()!;
      caller
        .ask(question)
        .then(resolve, reject)
        .finally(() => {
          free.push(caller);
          next();
        });
    }
  };
  return {
    backend: first.backend,
    tried: first.tried,
    onProcessor,
    workers: callers.length,
    ask: <Q extends Question>(question: Q) =>
      new Promise<AnswerTo<Q['ask']>>((resolve, reject) => {
        queue.push({ question, resolve: resolve as (answer: Answer) => void, reject });
        next();
      }),
  };
}

/** One worker, asked one thing after the other. */
class Caller {
  private readonly worker: Worker;
  private readonly open = new Map<number, Pick<Waiting, 'resolve' | 'reject'>>();
  private asked = 0;

  constructor(url: string) {
    this.worker = new Worker(url);
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const waiting = this.open.get(data.id);
      this.open.delete(data.id);
      if ('error' in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.answer);
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.open.values())
        reject(new Error(event.message || 'the worker did not start'));
      this.open.clear();
    };
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.open.set(++this.asked, { resolve, reject });
      this.worker.postMessage({ id: this.asked, question });
    });
  }
}
