import { inspect } from 'node:util';
import { vi } from 'vitest';
import { runWords } from '../../bin/command-line';

/** What a command ended with and printed. */
export interface CommandEnd {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `ddr` in this process, as bin/program.ts does in one of its own, which would load the library anew for each call. One after the
 * other: where it prints, where it stands and its exit status are the process's. That the program itself prints and ends so is for a
 * test that starts it.
 *
 * @param words after `ddr`.
 * @param cwd where it is called; default where the tests are.
 */
export function ddrInProcess(words: readonly string[], cwd = process.cwd()): Promise<CommandEnd> {
  const ended = last.then(() => runHere(words, cwd));
  last = ended.catch(() => undefined);
  return ended;
}

async function runHere(words: readonly string[], cwd: string): Promise<CommandEnd> {
  const printed = { out: '', err: '' };
  const write =
    (to: keyof typeof printed) =>
    (text: string | Uint8Array, ...more: unknown[]): boolean => {
      printed[to] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
      const done = more.find((one) => typeof one === 'function') as (() => void) | undefined;
      if (done) process.nextTick(done);
      return true;
    };
  const say =
    (to: keyof typeof printed) =>
    (...values: unknown[]): void => {
      const texts = values.map((value) => (typeof value === 'string' ? value : inspect(value)));
      printed[to] += `${texts.join(' ')}\n`;
    };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(write('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(write('err')),
    // Vitest's console does not write where the process does.
    ...(['log', 'info'] as const).map((name) => vi.spyOn(console, name).mockImplementation(say('out'))),
    ...(['warn', 'error'] as const).map((name) => vi.spyOn(console, name).mockImplementation(say('err'))),
  ];
  const [folder, exitCode] = [process.cwd(), process.exitCode];
  process.exitCode = undefined;
  try {
    process.chdir(cwd);
    const status = (await runWords(words)) ?? Number(process.exitCode ?? 0);
    return { status, ...printed };
  } finally {
    process.chdir(folder);
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
  }
}
