import path from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { addLayers } from '../../bin/commands/layers';

const theirs = path.join(__dirname, '../fixtures/import/msrresnet-x4.pth');

afterEach(() => vi.restoreAllMocks());

/** Runs `ddr layers` in this process: what it prints to standard output. */
async function layers(...words: string[]): Promise<string> {
  const printed: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  // The network is random: that its output looks like no image is said on standard error.
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const program = new Command().exitOverride();
  addLayers(program);
  await program.parseAsync(['layers', ...words], { from: 'user' }).finally(() => vi.restoreAllMocks());
  return printed.join('\n');
}

describe('ddr layers', () => {
  it('prints a table of a weight file', async () => {
    const lines = (await layers(theirs)).split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(lines[0]).toEqual(['layer', 'shape', 'parameters', 'receptive field', 'stride', 'auto']);
    expect(lines[3]).toEqual(['RB1', '32 x 32 x 4', '296', '7 x 7', '1', 'auto']);
    expect(lines[6]).toEqual(['UP2', '128 x 128 x 4', '592', '14 x 14', '1/4']);
    expect(lines[lines.length - 1]).toEqual(['all', '2,147']);
  });

  it('prints JSON of a network of this project by its name, for the size asked for', async () => {
    const told = JSON.parse(await layers('srcnn-3-wgr', '--json', '--size', '20x24')) as {
      file: string;
      layers: { name: string; shape: number[]; receptiveField: unknown; stride: unknown }[];
    };
    expect(path.basename(told.file)).toBe('srcnn-3-wgr.safetensors');
    const [first] = told.layers;
    const last = told.layers[told.layers.length - 1];
    // It is given the image and enlarges it by 4 itself.
    expect(last.shape).toEqual([80, 96, 3]);
    expect(first.stride).toEqual({ height: 0.25, width: 0.25 });
  });

  it.each([
    [
      'a name that is none',
      ['srresnet-none'],
      /srresnet-none: no such file, and no network in checkpoints.*srresnet-wgr/,
    ],
    ['a size that is none', [theirs, '--size', '0'], /--size must be a whole number of at least 1, not 0/],
  ])('refuses %s', async (_, words, message) => {
    const error: unknown = await layers(...words).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
  });
});
