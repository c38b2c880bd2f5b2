import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SampleType } from './image-input';

/** Longer than any network takes for one small image. */
const patience = 60_000;
/** Memory of the trial, in bytes: in any case, of each byte of the model and of each of the input's numbers, which become features. */
const room = { always: 2 ** 29, model: 4, sample: 2048 };
/** How often its memory is looked at, in milliseconds. */
const interval = 25;

/** An input for a trial. */
export interface Feed {
  readonly name: string;
  readonly type: SampleType;
  readonly dims: readonly number[];
}

/** What came of a trial: the numbers of each output, or why there are none, and whether the process had to be ended. */
export type Trial =
  | { readonly results: Readonly<Record<string, number[]>> }
  | { readonly error: string; readonly ended?: true };

/**
 * Runs a model once on a grey image, in a process of its own, whose memory and time are watched: onnxruntime is made for
 * models that one trusts, and a hostile one may crash it, fill the memory or never end.
 *
 * @param model the bytes of a `.onnx` file whose results are small.
 */
export async function tryModel(model: Uint8Array, feed: Feed, outputs: readonly string[]): Promise<Trial> {
  const child = spawn(process.execPath, [path.join(__dirname, 'trial.js')], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  const samples = feed.dims.reduce((a, b) => a * b, 1);
  const needed = room.always + room.model * model.length + room.sample * samples;
  const watch = watched(child, Math.min(needed, os.totalmem() / 2));
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  // A process that has ended no longer reads: that is told by how it ended.
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify({ feed, outputs })}\n`);
  child.stdin.end(model);
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? (code ? `status ${code}` : '')));
  });
  const stopped = watch.stop();
  if (stopped !== undefined) return { error: stopped, ended: true };
  try {
    return JSON.parse(Buffer.concat(parts).toString()) as Trial;
  } catch {
    return { error: `onnxruntime fails on it and ends (${ended || 'without a word'})`, ended: true };
  }
}

/** Kills the process when it takes too long or too much. */
function watched(child: ChildProcess, bytes: number): { stop(): string | undefined } {
  let stopped: string | undefined;
  const kill = (why: string): void => {
    stopped ??= why;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => kill(`one small image takes it over ${patience / 1000} s`), patience);
  const watch = setInterval(() => {
    const taken = residentBytes(child.pid);
    if (taken > bytes) kill(`one small image takes it over ${(bytes / 2 ** 30).toFixed(1)} GiB of memory`);
  }, interval);
  return {
    stop: () => {
      clearTimeout(timer);
      clearInterval(watch);
      return stopped;
    },
  };
}

/** Memory that a process holds; 0 where the system does not tell. */
function residentBytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
