import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clearCheckpoint, FolderInUse, lockFolder } from '../../src/training/places';

const root = mkdtempSync(path.join(tmpdir(), 'ddr-lock-folder-'));
const running: ChildProcessWithoutNullStreams[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

interface Trainer {
  readonly child: ChildProcessWithoutNullStreams;
  take(folder: string): Promise<string>;
}

/** A process that takes folders. */
async function startTrainer(): Promise<Trainer> {
  const script = path.join(__dirname, 'hold-folders.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script], { cwd: path.join(__dirname, '../..') });
  running.push(child);
  child.stderr.pipe(process.stderr);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await answers.next()).value);
  expect(await next()).toBe('ready');
  return {
    child,
    take: (folder) => {
      child.stdin.write(`${folder}\n`);
      return next();
    },
  };
}

/** A training folder with the lock that somebody left in it; it was written `age` milliseconds ago. */
function folderLeft(name: string, lock: string | object, age = 0): string {
  const folder = path.join(root, name);
  const file = path.join(folder, 'lock');
  mkdirSync(folder);
  writeFileSync(file, typeof lock === 'string' ? lock : JSON.stringify(lock));
  const written = (Date.now() - age) / 1000;
  utimesSync(file, written, written);
  return folder;
}

describe('a training folder', () => {
  let trainers: Trainer[] = [];
  beforeAll(async () => {
    trainers = await Promise.all(Array.from({ length: 4 }, startTrainer));
  });

  /** How many of those that ask at the same moment get it. */
  async function winners(folder: string): Promise<number> {
    const answers = await Promise.all(trainers.map(({ take }) => take(folder)));
    expect(answers.filter((answer) => !/^(got it|in use)$/.test(answer))).toEqual([]);
    return answers.filter((answer) => answer === 'got it').length;
  }

  test('is got by one of those that ask at the same moment, again and again', async () => {
    for (let i = 0; i < 40; i++) expect(await winners(path.join(root, 'free', String(i)))).toBe(1);
  });

  test('is taken over by one alone, whoever left it', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const day = 24 * 3_600_000;
    for (let i = 0; i < 10; i++) {
      // A dead process; one whose number belongs to another by now (this one, which is younger); another start.
      expect(await winners(folderLeft(`dead-${i}`, String(dead.pid)))).toBe(1);
      expect(await winners(folderLeft(`number-${i}`, String(process.pid), day))).toBe(1);
      const other = { host: (await import('node:os')).hostname(), processes: [{ pid: 1, started: '1b0' }] };
      expect(await winners(folderLeft(`start-${i}`, other))).toBe(1);
    }
  });

  test('is free again when its process was killed, and the lock names who has it', async () => {
    const [first, second] = trainers;
    const folder = path.join(root, 'killed');
    expect(await first.take(folder)).toBe('got it');
    expect(await second.take(folder)).toBe('in use');
    await expect(lockFolder(folder)).rejects.toThrow(`process ${first.child.pid} is training there already`);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect(await second.take(folder)).toBe('got it');
    trainers.shift();
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});

test('a process has a folder once, and gives it back without a trace', async () => {
  const folder = path.join(root, 'mine');
  const giveBack = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(FolderInUse);
  writeFileSync(path.join(folder, 'checkpoint.safetensors'), 'old');
  mkdirSync(path.join(folder, 'snapshots'));
  await clearCheckpoint(folder);
  expect(readdirSync(folder)).toEqual(['lock']);
  giveBack();
  expect(readdirSync(folder)).toEqual([]);
});

test('starting anew does not clear the folder of another training', async () => {
  const { train } = await import('../../src/methods/train');
  const { recipe } = await import('./small-recipe');
  const folder = path.join(root, 'others');
  const giveBack = await lockFolder(folder);
  const file = path.join(folder, 'checkpoint.safetensors');
  writeFileSync(file, 'precious');
  await expect(train(recipe, { folder, resume: false })).rejects.toThrow(FolderInUse);
  expect(existsSync(file)).toBe(true);
  giveBack();
});
