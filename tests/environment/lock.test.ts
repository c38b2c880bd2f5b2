import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, acquire, identify, isStale } from '../../environment/facts.mjs';
import { startNode, temporaryFolder, write } from './project';

const MODULE = JSON.stringify(path.join(ROOT, 'environment', 'lock.js'));
const sleeper = (seconds: number): ReturnType<typeof spawn> => spawn('sleep', [String(seconds)]);
const holder = (...processes: ReturnType<typeof identify>[]): object => ({ host: hostname(), processes });

test('is there while it is held, and leaves nothing', async () => {
  const file = path.join(temporaryFolder(), 'deep', 'lock');
  const lock = await acquire(file);
  expect(existsSync(file)).toBe(true);
  lock.release();
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test('waits for a living holder, and says for whom', async () => {
  const file = path.join(temporaryFolder(), 'lock');
  const first = await acquire(file);
  const order: string[] = [];
  let told: number | undefined;
  const second = acquire(file, { poll: 10, onWait: (pid) => (told = pid) }).then((lock) => {
    order.push('second');
    lock.release();
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  order.push('first lets go');
  first.release();
  await second;
  expect(order).toEqual(['first lets go', 'second']);
  expect(told).toBe(process.pid);
});

test('is taken over from a holder that has died', async () => {
  const file = path.join(temporaryFolder(), 'lock');
  const dead = sleeper(6000);
  write(file, holder(identify(dead.pid!)));
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  (await acquire(file, { poll: 10 })).release();
});

test('is not free while a program that the dead holder started still runs', async () => {
  const dead = sleeper(6000);
  const gone = identify(dead.pid!);
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  const orphan = sleeper(6000);
  const held = { host: hostname(), processes: [gone, identify(orphan.pid!)] };
  expect(isStale({ holder: held, modified: Date.now() })).toBe(false);
  orphan.kill('SIGKILL');
  await once(orphan, 'exit');
  expect(isStale({ holder: held, modified: Date.now() })).toBe(true);
});

test.skipIf(!existsSync('/proc/self/stat'))('a number used again is not the holder', () => {
  const other = { host: hostname(), processes: [{ pid: process.pid, started: '1' }] };
  expect(isStale({ holder: other, modified: Date.now() })).toBe(true);
});

test('a holder on another machine, or a lock that is no JSON, is judged by its last sign of life', async () => {
  const elsewhere = { host: 'elsewhere.example.org', processes: [identify(process.pid)] };
  const now = Date.now();
  expect(isStale({ holder: elsewhere, modified: now - 5_000 }, now)).toBe(false);
  expect(isStale({ holder: elsewhere, modified: now - 120_000 }, now)).toBe(true);
  const file = write(path.join(temporaryFolder(), 'lock'), '{"host": "ha');
  utimesSync(file, 1, 1);
  (await acquire(file, { poll: 10 })).release();
});

test('many at once, with a stale lock to begin with, never hold it together', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'lock');
  const counter = write(path.join(folder, 'counter'), '0');
  write(file, holder({ pid: 2 ** 22 + 1, started: '1' }));
  // Reading and writing with a pause in between loses counts as soon as two do it together.
  const script = `
    import(${MODULE}).then(async ({ acquire }) => {
      const fs = require('node:fs');
      for (let i = 0; i < 5; i++) {
        const lock = await acquire(${JSON.stringify(file)}, { poll: 2 });
        const count = Number(fs.readFileSync(${JSON.stringify(counter)}, 'utf8'));
        await new Promise((resolve) => setTimeout(resolve, 3));
        fs.writeFileSync(${JSON.stringify(counter)}, String(count + 1));
        lock.release();
      }
    });`;
  const runs = Array.from({ length: 6 }, () => startNode(['-e', script]).ended);
  for (const { code, output } of await Promise.all(runs))
    expect({ code, output }).toEqual({ code: 0, output: '' });
  expect(readFileSync(counter, 'utf8')).toBe('30');
  expect(readdirSync(folder)).toEqual(['counter']);
});
