/**
 * A worker of ours: reads requests from standard input, answers on standard output. `DDR_BACKEND` decides which
 * backend it computes on.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { writeNpy } from '@ddr-lab/base/arrays/npy';
import type { BackendChoice } from '@ddr-lab/engine/backend';
import type { Replies, Request, Task } from './protocol';
import { prepareTask } from './tasks/tasks';

// A library that prints must not break into the answers.
console.log = console.error;
console.info = console.error;

// Loaded by those that need it alone: what a task does without should not count in its memory.
const backend = async (): Promise<BackendChoice> => (await import('@ddr-lab/engine/backend')).useBackend();

let task: Task | undefined;

function prepared(): Task {
  if (!task) throw new Error('nothing is prepared');
  return task;
}

const actions: {
  readonly [Name in Request['do']]: (request: Extract<Request, { do: Name }>) => Promise<Replies[Name]>;
} = {
  prepare: async ({ task: name, inputs, settings }) => {
    task = undefined;
    task = await prepareTask(name, inputs, settings);
    return {};
  },
  run: async ({ calls, seed }) => {
    const work = prepared();
    const start = performance.now();
    for (let call = 0; call < calls; call++) await work.run(seed);
    const ms = (performance.now() - start) / calls;
    const parts = work.parts?.();
    return { ms, ...(parts ? { parts } : {}) };
  },
  results: async ({ folder }) => {
    const arrays: Record<string, string> = {};
    for (const [name, array] of Object.entries(await prepared().results())) {
      arrays[name] = path.join(folder, `${name}.npy`);
      await writeNpy(arrays[name], array);
    }
    return { arrays };
  },
  peak: () => Promise.resolve({ mib: peakMebibytes() }),
  about: async () => {
    const { name, reason, adapter } = await backend();
    const gpu: Record<string, string> = adapter === undefined ? {} : { gpu: adapter };
    return { about: { backend: `${name} (${reason})`, ...gpu, node: process.version } };
  },
  make: async ({ input, folder }) => {
    await backend();
    const { makeInput } = await import('./inputs/make');
    return { file: await makeInput(input, folder) };
  },
};

/**
 * Peak resident size. Linux's getrusage starts a child at its parent's size, so there the kernel's own record of
 * this program is read; both sides do the same.
 */
function peakMebibytes(): number {
  if (process.platform === 'linux') {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return Number(line[1]) / 1024;
  }
  return process.resourceUsage().maxRSS / 1024;
}

async function serve(): Promise<void> {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    const act = actions[request.do] as (request: Request) => Promise<object>;
    const answer = await act(request).then(
      (reply) => ({ ok: true, ...reply }),
      (error: unknown) => ({ ok: false, error: error instanceof Error ? error.message : String(error) }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

void serve();
