import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { learningRate, type RecipeBase } from './recipe';
import type { LogEntry } from './places';

/** One line of `log.jsonl`: the training's log as programs read it. */
export interface LogLine {
  /** Iterations done. */
  readonly iteration: number;
  /** The mean total loss since the line before. */
  readonly loss: number;
  /** All of the means: `total`, and what it is made of. */
  readonly losses: LogEntry['losses'];
  /** The learning rate of the last iteration. */
  readonly rate: number;
  /** Of training so far, over all sittings. */
  readonly seconds: number;
  /** What was measured: `psnr` in dB, `accuracy` from 0 to 1. */
  readonly metrics: LogEntry['metrics'];
}

/** The log of a training as JSON lines, in its folder. */
export function logFile(folder: string): string {
  return path.join(folder, 'log.jsonl');
}

/**
 * Begins the log of a sitting: lines behind the iteration that it goes on from are taken away, since they will be written again, and so is
 * what a killed process left of a line. All others stay as they are.
 */
export async function beginLog(folder: string, iteration: number): Promise<void> {
  const text = await readFile(logFile(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const kept = text.split('\n').filter((line) => {
    try {
      return (JSON.parse(line) as LogLine).iteration <= iteration;
    } catch {
      return false;
    }
  });
  await writeWhole(logFile(folder), kept.map((line) => `${line}\n`).join(''));
}

/** Adds a line to the log. */
export async function addLogLine(
  folder: string,
  recipe: RecipeBase,
  { iteration, losses, metrics }: LogEntry,
  seconds: number,
): Promise<void> {
  const line: LogLine = {
    iteration,
    loss: losses.total,
    losses,
    rate: learningRate(recipe.learningRate, iteration - 1, recipe.iterations),
    seconds: Math.round(10 * seconds) / 10,
    metrics,
  };
  await appendFile(logFile(folder), `${JSON.stringify(line)}\n`);
}
