import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ApartError, ProcessApart } from '@ddr-lab/graphs/apart/process-apart';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-apart-'));
const root = path.resolve(__dirname, '../../..');
const apart = path.join(root, 'packages/graphs/apart');
afterAll(() => rmSync(folder, { recursive: true }));

/** A worker that does what it is asked to: all kinds of harm. */
const worker = path.join(folder, 'worker.js');
writeFileSync(
  worker,
  `const { serve } = require(${JSON.stringify(path.join(apart, 'serve.js'))});
const held = new Set();
const asks = {
  load: ({ key }) => { if (key === 'bad') throw new Error('cannot be loaded'); held.add(key); return {}; },
  drop: ({ key }) => { held.delete(key); return {}; },
  echo: (head, parts) => ({ head: { words: head.words, pid: process.pid, held: [...held] }, parts }),
  fail: () => { throw new Error('it does not work'); },
  crash: () => process.abort(),
  hang: () => { for (;;); },
  fill: () => { const all = []; for (;;) all.push(new Uint8Array(2 ** 24).fill(1)); },
};
void serve((head, parts) => asks[head.ask](head, parts));
`,
);

const limits = { seconds: 60, bytes: 2 ** 29 };
const ask = (name: string): { head: { ask: string }; parts: Uint8Array[] } => ({
  head: { ask: name },
  parts: [],
});
const kindOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'an answer',
    (error: unknown) => (error instanceof ApartError ? error.kind : error),
  );

describe('a process apart', () => {
  const process_ = new ProcessApart(worker);

  it('answers with words and numbers, one request after the other', async () => {
    const numbers = Float32Array.of(1, 2.5, -3);
    const parts = [new Uint8Array(numbers.buffer), new Uint8Array(0), new Uint8Array(300_000).fill(7)];
    const all = await Promise.all(
      [1, 2, 3].map((words) => process_.ask({ head: { ask: 'echo', words }, parts }, limits)),
    );
    expect(all.map(({ head }) => head.words)).toEqual([1, 2, 3]);
    for (const { parts: back } of all) {
      expect(new Float32Array(back[0].buffer as ArrayBuffer)).toEqual(numbers);
      expect(back.slice(1)).toEqual(parts.slice(1));
    }
  });

  it('tells what went wrong, and goes on', async () => {
    expect(await kindOf(process_.ask(ask('fail'), limits))).toBe('answer');
    expect(await kindOf(process_.ask(ask('crash'), limits))).toBe('ended');
    expect(await kindOf(process_.ask(ask('hang'), { ...limits, seconds: 0.3 }))).toBe('limit');
    expect(await kindOf(process_.ask(ask('fill'), { ...limits, bytes: 2 ** 27 }))).toBe('limit');
    expect(await kindOf(process_.ask(ask('echo'), limits))).toBe('an answer');
  });

  it('holds what it is given, also after it had to begin anew', async () => {
    const given = (key: string) => ({
      key,
      load: () => ({ message: { head: { ask: 'load', key }, parts: [] }, limits }),
    });
    const heldNow = async (key: string): Promise<unknown> =>
      (await process_.ask(ask('echo'), limits, given(key))).head.held;
    expect(await heldNow('a')).toEqual(['a']);
    expect(await heldNow('b')).toEqual(['a', 'b']);
    expect(await kindOf(process_.ask(ask('crash'), limits))).toBe('ended');
    expect(await heldNow('b')).toEqual(['b']);
    for (const key of ['c', 'd', 'e']) await heldNow(key);
    // The one that was used longest ago goes.
    expect(await heldNow('f')).toEqual(['c', 'd', 'e', 'f']);
    expect(await kindOf(process_.ask(ask('echo'), limits, given('bad')))).toBe('held');
  });
});

describe('when this process is killed', () => {
  let parent: ChildProcess | undefined;
  afterEach(() => void parent?.kill('SIGKILL'));

  /** Asks for something that never ends, and says which process works at it. */
  const program = `
const { ProcessApart } = require(${JSON.stringify(path.join(apart, 'process-apart.ts'))});
const apart = new ProcessApart(${JSON.stringify(worker)});
void apart.ask({ head: { ask: 'echo' }, parts: [] }, { seconds: 600, bytes: 2 ** 29 }).then(({ head }) => {
  if (process.argv[2] === 'busy') void apart.ask({ head: { ask: 'hang' }, parts: [] }, { seconds: 600, bytes: 2 ** 29 });
  else setInterval(() => undefined, 1000);
  console.log(head.pid);
});
`;

  it.each(['busy', 'idle'])('a process apart that is %s ends, too', async (how) => {
    const script = path.join(folder, 'parent.js');
    writeFileSync(script, `require(${JSON.stringify(require.resolve('tsx/cjs'))});\n${program}`);
    parent = spawn(process.execPath, [script, how], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(
      await new Promise<string>((resolve) =>
        parent!.stdout!.once('data', (text: Buffer) => resolve(String(text))),
      ),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    // As long as it takes: the limit of the test is one against hanging.
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('a process that has nothing else to do is not kept from ending', async () => {
    const script = path.join(folder, 'short.js');
    const short = program.replace('else setInterval(() => undefined, 1000);', '');
    writeFileSync(script, `require(${JSON.stringify(require.resolve('tsx/cjs'))});\n${short}`);
    parent = spawn(process.execPath, [script, 'idle'], { stdio: 'ignore' });
    expect(await new Promise((resolve) => parent!.once('exit', resolve))).toBe(0);
  });
});

/** Whether there is such a process that has not ended; one that has, but was not yet taken notice of, has ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (!readdirSync('/').includes('proc')) return true;
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
