import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addTap } from '../../bin/commands/tap';
import { readNpz, writeNpz } from '@ddr-lab/base/arrays/npz';
import type { NpyArray } from '@ddr-lab/base/arrays/npy';
import { InputError } from '@ddr-lab/base/errors';
import { createImage } from '@ddr-lab/images/image';
import { writeImage } from '@ddr-lab/images/io';
import { readWeightFile } from '../../src/networks/import/import-weights';
import { writeSafetensors } from '@ddr-lab/weights/safetensors';

const fixtures = path.join(__dirname, '../fixtures');
const theirs = path.join(fixtures, 'import/msrresnet-x4.pth');

let folder = '';
let reference: Record<string, NpyArray> = {};
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-tap-command-'));
  // The pictures that PyTorch saw (tests/fixtures/tap/make.py), as files.
  reference = await readNpz(path.join(fixtures, 'tap/features.npz'));
  const { shape, data } = reference.images;
  const [count, height, width] = shape;
  await mkdir(path.join(folder, 'photos'));
  for (let i = 0; i < count; i++) {
    const image = createImage(height, width);
    image.data.forEach((_, k) => (image.data[k] = Number(data[i * image.data.length + k]) / 255));
    await writeImage(image, path.join(folder, 'photos', `${i}.png`));
  }
  // The same weights in the formats that have no fixture of their own.
  const { tensors } = await readWeightFile(theirs);
  await writeSafetensors(path.join(folder, 'net.safetensors'), { tensors, metadata: {} });
  await writeNpz(path.join(folder, 'net.npz'), Object.fromEntries(tensors));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `ddr tap` in this process: what it prints to standard output. */
async function tap(...words: string[]): Promise<string> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const program = new Command().exitOverride();
    addTap(program);
    await program.parseAsync(['tap', ...words], { from: 'user' });
    return printed.mock.calls.join('\n');
  } finally {
    printed.mockRestore();
  }
}

const inFolder = (name: string): string => path.join(folder, name);
const whole = (): string[] => ['--images', inFolder('photos'), '--patch', '0'];

async function tapped(
  weights: string,
  layers: string,
  flags: string[] = [],
): Promise<Record<string, NpyArray>> {
  await tap('--weights', weights, '--layers', layers, ...whole(), ...flags, inFolder('out.npz'));
  return readNpz(inFolder('out.npz'));
}

// The networks are random: that their outputs look like no image is said on standard error.
const errors = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
afterAll(() => errors.mockRestore());

describe('ddr tap', () => {
  it.each([
    ['pth', () => theirs, ['RB1', 'RB2']],
    ['safetensors', () => inFolder('net.safetensors'), ['RB1', 'RB2']],
    ['npz', () => inFolder('net.npz'), ['RB1', 'RB2']],
    [
      'onnx',
      () => path.join(fixtures, 'import/onnx/msrresnet-x4.onnx'),
      ['/body/body.0/Add', '/body/body.1/Add'],
    ],
  ])('writes the features that PyTorch computes, of weights as %s', async (_, weights, layers) => {
    const features = await tapped(weights(), layers.join());
    layers.forEach((layer, k) => {
      const wanted = reference[`RB${k + 1}`].data;
      expect(features[layer].shape).toEqual([3, 768]);
      const wrong = [...features[layer].data].map((value, i) => Math.abs(Number(value) - Number(wanted[i])));
      // float32 sums in another order: some 1e-6 of values of about 1.
      expect(Math.max(...wrong)).toBeLessThan(2e-5);
    });
  });

  it('does what the flags say that it shares with the other commands', async () => {
    const largest = ({ data }: NpyArray): number => Math.max(...[...data].map(Number).map(Math.abs));
    const { RB1: plain } = await tapped(theirs, 'RB1');
    const { RB1: ranged } = await tapped(theirs, 'RB1', ['--range', '255']);
    const { RB1: bgr } = await tapped(theirs, 'RB1', ['--channels', 'bgr']);
    // 255 times the input, but for the biases.
    expect(largest(ranged)).toBeGreaterThan(50 * largest(plain));
    expect([...bgr.data]).not.toEqual([...plain.data]);
  });

  it('keeps means and deviations of the channels where --view says so', async () => {
    const { RB2 } = await tapped(theirs, 'RB2', ['--view', 'mean-deviation']);
    expect(RB2.shape).toEqual([3, 8]);
    // Of PyTorch's features: mean and deviation of channel 1 in the second picture.
    const channel = Array.from({ length: 192 }, (_, i) => Number(reference.RB2.data[768 + 4 * i + 1]));
    const mean = channel.reduce((a, b) => a + b) / 192;
    const variance = channel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 192;
    expect(Number(RB2.data[8 + 1])).toBeCloseTo(mean, 4);
    expect(Number(RB2.data[8 + 4 + 1])).toBeCloseTo(Math.sqrt(variance), 4);
  });

  it('chooses layers', async () => {
    expect(Object.keys(await tapped(theirs, 'auto'))).toEqual(['RB1', 'RB2']);
    expect(Object.keys(await tapped(theirs, 'all'))).toContain('UP1');
  });

  it('takes patches of the one size that a network takes: a tfjs model', async () => {
    const image = input({ shape: [8, 12, 3] });
    const conv = layers.conv2d({ name: 'Conv', filters: 3, kernelSize: 1, useBias: false });
    const built = model({ inputs: image, outputs: conv.apply(image) as SymbolicTensor });
    const weights = [{ name: 'Conv/kernel', shape: [1, 1, 3, 3], dtype: 'float32' }];
    const json = { modelTopology: JSON.parse(built.toJSON() as string) as unknown };
    built.dispose();
    await mkdir(inFolder('tfjs'));
    const manifest = { weightsManifest: [{ paths: ['shard.bin'], weights }] };
    await writeFile(inFolder('tfjs/model.json'), JSON.stringify({ ...json, ...manifest }));
    // Red is three times the blue.
    const kernel = Float32Array.of(0, 0, 0, 0, 0, 0, 3, 0, 0);
    await writeFile(inFolder('tfjs/shard.bin'), Buffer.from(kernel.buffer));
    const photos = ['--images', inFolder('photos')];
    await tap('--weights', inFolder('tfjs'), '--layers', 'Conv', ...photos, inFolder('out.npz'));
    const { Conv } = await readNpz(inFolder('out.npz'));
    expect(Conv.shape).toEqual([3, 8 * 12 * 3]);
    // The middle of the first picture, 16 x 12, begins in its fifth row.
    expect(Conv.data[0]).toBeCloseTo((3 * Number(reference.images.data[4 * 12 * 3 + 2])) / 255, 5);
  });

  it.each([
    ['a layer that is none', ['--layers', 'RB9'], /no layer RB9.*RB1, RB2/],
    ['a file that is none', ['--layers', 'RB1', '--weights', 'none.pth'], /none\.pth: no such file/],
    ['a word that is none', ['--layers', 'RB1', '--range', '2'], /--range is one of 1, 255, signed, not 2/],
    ['images that are too small', ['--layers', 'RB1', '--patch', '64'], /0\.png: 16 x 12.*--patch 64/],
  ])('refuses %s and writes nothing', async (_, words, message) => {
    const file = inFolder('refused.npz');
    const error: unknown = await tap('--weights', theirs, ...whole(), ...words, file).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
    expect(await readdir(folder)).not.toContain('refused.npz');
  });
});
