import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandEnd, ddrInProcess } from './in-process';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-train-command-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ddr = (...words: string[]): Promise<CommandEnd> => ddrInProcess(words);

it('--resume refuses to start where there is nothing to go on from, and leaves no trace', async () => {
  const nowhere = path.join(folder, 'nowhere');
  const { status, err } = await ddr('train', 'srresnet-wgr', '--resume', '--folder', nowhere);
  expect(status).toBe(2);
  expect(err).toContain(`${nowhere}: no checkpoint to go on from`);
  expect(err).toContain('`npx ddr train srresnet-wgr`');
  expect(await readdir(folder)).toEqual([]);
});

it('words that contradict each other or name nothing are refused with status 2', async () => {
  const outcomes = await Promise.all([
    ddr('train', 'srresnet-wgr', '--resume', '--restart', '--folder', folder),
    ddr('train', 'srresnet'),
    ddr('train'),
    ddr('train', 'srresnet-wgr', '--profile', 'huge'),
    ddr('train', 'srresnet-wgr', '--list'),
    ddr('train', 'srresnet-wgr', '--all'),
    ddr('train', 'srresnet-wgr', 'srresnet-wogr', '--out', 'x.safetensors'),
  ]);
  const wanted = [
    /give one of them/,
    /srresnet: no such recipe\. Known: /,
    /Name a recipe/,
    /compact, paper/,
    /leave out/,
    /leave out srresnet-wgr/,
    /--out: for one recipe at a time/,
  ];
  for (const [index, { status, err, out }] of outcomes.entries()) {
    expect(status).toBe(2);
    expect(err).toMatch(wanted[index]);
    expect(out).toBe('');
  }
});

it('--help explains each option and ends with an example', async () => {
  const { status, out } = await ddr('train', '--help');
  expect(status).toBe(0);
  for (const option of ['--profile', '--list', '--all', '--resume', '--restart', '--out', '--folder']) {
    expect(out).toContain(option);
  }
  expect(out.trimEnd()).toMatch(/Example:\n.*\n {2}npx ddr train srresnet-wgr\n {2}npx ddr train --all$/);
});
