import * as tf from '@tensorflow/tfjs-core';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNetwork } from '../../src/networks/load-network';

import { train } from '../../src/methods/train';
import { beginLog, logFile, type LogLine } from '../../src/training/log-lines';
import { recipe } from './small-recipe';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-train-'));
const place = (name: string): { folder: string; output: string } => ({
  folder: path.join(folder, name),
  output: path.join(folder, `${name}.safetensors`),
});
beforeAll(() => {
  process.env.DDR_DATA = '';
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('train', () => {
  it('lowers the loss, keeps snapshots, records how it was made, leaves no tensor behind', async () => {
    const messages: string[] = [];
    const done: number[] = [];
    const before = tf.memory().numTensors;
    const training = await train(recipe, {
      ...place('whole'),
      onMessage: (message) => messages.push(message),
      onProgress: (progress) => done.push(progress.done),
    });
    const losses = training.log.map((entry) => entry.losses.total);
    expect(losses.at(-1)!).toBeLessThan(losses[0]);
    expect(training.metrics.psnr).toBeGreaterThan(training.log[0].metrics.psnr);
    expect(done).toEqual(Array.from({ length: recipe.iterations }, (_, i) => i + 1));
    expect(messages[0]).toMatch(/bsds500\/train is not here: training on scenes instead/);
    expect(readdirSync(path.join(folder, 'whole/snapshots'))).toEqual([
      '0000000.safetensors',
      '0000004.safetensors',
    ]);
    training.network.model.dispose();
    expect(tf.memory().numTensors).toBe(before);

    const saved = await loadNetwork(training.output);
    expect(saved.spec).toEqual(recipe.network);
    expect(saved.metadata).toMatchObject({
      seed: '7',
      data: 'scenes (6 images)',
      iterations: String(recipe.iterations),
    });
    expect(JSON.parse(saved.metadata.metrics)).toEqual(training.metrics);
    saved.model.dispose();
  });

  it('killed with -9 in the middle, goes on to the very same weights', async () => {
    const { folder: where, output } = place('killed');
    // One process, so that its exit is the end of the training too.
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(__dirname, 'train-small.ts'), where, output],
      {
        cwd: path.join(__dirname, '../..'),
        stdio: 'ignore',
      },
    );
    const exit = new Promise((resolve) => child.on('exit', resolve));
    while (!existsSync(path.join(where, 'checkpoint.safetensors'))) await sleep(20);
    child.kill('SIGKILL');
    await exit;
    expect(existsSync(output)).toBe(false);
    const messages: string[] = [];
    const training = await train(recipe, {
      ...place('killed'),
      onMessage: (message) => messages.push(message),
    });
    training.network.model.dispose();
    expect(messages.some((message) => /going on from iteration \d/.test(message))).toBe(true);
    const weights = (name: string): Buffer => {
      const bytes = readFileSync(path.join(folder, `${name}.safetensors`));
      return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
    };
    expect(weights('killed').equals(weights('whole'))).toBe(true);
    // The log, too: no line twice, none missing, and the same but for the time.
    const logOf = (name: string): LogLine[] =>
      readFileSync(logFile(path.join(folder, name)), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as LogLine);
    const timeless = (lines: LogLine[]): LogLine[] => lines.map((line) => ({ ...line, seconds: 0 }));
    expect(logOf('killed').map(({ iteration }) => iteration)).toEqual([20, 40, 60]);
    expect(timeless(logOf('killed'))).toEqual(timeless(logOf('whole')));
    // A cosine from 5e-3: at iteration 39 of 60, by hand.
    expect(logOf('whole')[1].rate).toBeCloseTo(0.0025 * (1 + Math.cos((Math.PI * 39) / 60)), 8);
  });

  it('takes away the lines of a log that will be written again, and half a line', async () => {
    const where = path.join(folder, 'log');
    mkdirSync(where);
    const lines = [20, 40, 60].map((iteration) => JSON.stringify({ iteration }));
    writeFileSync(logFile(where), `${lines.join('\n')}\n{"iteration": 8`);
    await beginLog(where, 40);
    expect(readFileSync(logFile(where), 'utf8')).toBe(`${lines[0]}\n${lines[1]}\n`);
  });

  it('stopped by its signal, keeps a checkpoint of that very iteration', async () => {
    const stop = new AbortController();
    const work = train(recipe, {
      ...place('stopped'),
      onProgress: ({ done }) => done === 3 && stop.abort(new Error('enough')),
      signal: stop.signal,
    });
    await expect(work).rejects.toThrow('enough');
    const messages: string[] = [];
    const { network } = await train(recipe, {
      ...place('stopped'),
      onMessage: (message) => messages.push(message),
    });
    network.model.dispose();
    expect(messages).toContain('going on from iteration 3');
  });

  it('refuses to go on with another recipe, and a folder that is in use', async () => {
    await expect(train({ ...recipe, seed: 8 }, place('whole'))).rejects.toThrow(/another recipe.*--restart/);
    const first = train(recipe, { ...place('busy') });
    await sleep(0);
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 2 ** 31 - 1)']);
    const { network } = await first;
    network.model.dispose();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path.join(folder, 'busy/lock'), String(other.pid));
    await expect(train(recipe, place('busy'))).rejects.toThrow(/is training there already/);
    other.kill('SIGKILL');
  });
});
