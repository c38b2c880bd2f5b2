import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createImage } from '@ddr-lab/images/image';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { tap } from '../../../src/features/tap';
import type { GraphNetwork } from '../../../src/networks/tappable';
import { importNetwork } from '../../../src/networks/import/import-network';
import { superResolve } from '../../../src/networks/super-resolve';
import { drawn, int, ints, list, node, onnxFile, value } from './onnx-models';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-sizes-'));
afterAll(() => rmSync(folder, { recursive: true }));

let network: GraphNetwork | undefined;
afterEach(() => network?.dispose());

const open = async (graph: Parameters<typeof onnxFile>[1], options = {}): Promise<GraphNetwork> =>
  (network = (await importNetwork(onnxFile(path.join(folder, 'net.onnx'), graph), options)) as GraphNetwork);

const pads = ints('pads', 1, 1, 1, 1);
/** A convolution of 3 x 3, `channels` to as many. */
const conv = (from: string, to: string, weights: string): ReturnType<typeof node> =>
  node('Conv', [from, weights], [to], { attribute: [pads] });

/** Halved `times` times and enlarged again, and added to what was there before: sides are multiples of 2^times. */
function unet(times: number): Parameters<typeof onnxFile>[1] {
  const steps = Array.from({ length: times }, (_, i) => i);
  const scales = {
    name: 's',
    dims: [4],
    dataType: 1,
    rawData: new Uint8Array(Float32Array.of(1, 1, 2, 2).buffer),
  };
  const up = steps.map((i) => times - 1 - i);
  return {
    node: [
      conv('x', 'd0', 'w'),
      ...steps.map((i) =>
        node('Conv', [`d${i}`, 'w'], [`d${i + 1}`], { attribute: [pads, ints('strides', 2, 2)] }),
      ),
      ...up.flatMap((i) => [
        node('Resize', [i === times - 1 ? `d${times}` : `u${i + 1}`, '', 's'], [`r${i}`]),
        node('Add', [`r${i}`, `d${i}`], [i === 0 ? 'y' : `u${i}`]),
      ]),
    ],
    initializer: [drawn('w', [3, 3, 3, 3], 1), scales],
  };
}

/** Windows of 8 x 8 pixels, each mixed among themselves; written out for images of `height` x `width`. */
function windows(height: number, width: number): Parameters<typeof onnxFile>[1] {
  const [rows, columns] = [height / 8, width / 8];
  return {
    node: [
      conv('x', 'first', 'w'),
      node('Transpose', ['first'], ['last'], { attribute: [ints('perm', 0, 2, 3, 1)] }),
      node('Reshape', ['last', 'into'], ['cut']),
      node('Transpose', ['cut'], ['turned'], { attribute: [ints('perm', 0, 1, 3, 2, 4, 5)] }),
      node('Reshape', ['turned', 'tokens'], ['windows']),
      node('MatMul', ['windows', 'm'], ['mixed']),
      node('Reshape', ['mixed', 'apart'], ['back']),
      node('Transpose', ['back'], ['whole'], { attribute: [ints('perm', 0, 1, 3, 2, 4, 5)] }),
      node('Reshape', ['whole', 'out'], ['image']),
      node('Transpose', ['image'], ['features'], { attribute: [ints('perm', 0, 3, 1, 2)] }),
      node('Add', ['features', 'x'], ['y']),
    ],
    initializer: [
      drawn('w', [3, 3, 3, 3], 1),
      drawn('m', [3, 3], 2),
      list('into', [-1, rows, 8, columns, 8, 3]),
      list('tokens', [-1, 64, 3]),
      list('apart', [-1, rows, columns, 8, 8, 3]),
      list('out', [-1, height, width, 3]),
    ],
  };
}

/** Mirrored to the right and below, without repeating the border. */
function mirrored(
  { height, width, data }: ReturnType<typeof createImage>,
  to: { height: number; width: number },
): ReturnType<typeof createImage> {
  const at = (i: number, size: number): number => (i < size ? i : 2 * (size - 1) - i);
  const result = createImage(to.height, to.width);
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++)
      for (let c = 0; c < 3; c++)
        result.data[(y * to.width + x) * 3 + c] = data[(at(y, height) * width + at(x, width)) * 3 + c];
  return result;
}

describe('the images that an ONNX model takes are found by trying', () => {
  it.each([1, 2, 3])(
    'sides of multiples of 2^%i: others are reflected, and the output is cut',
    async (times) => {
      const multiple = 2 ** times;
      await open(unet(times));
      expect(network!.size).toBeUndefined();
      expect(network!.metadata.multiple).toContain(`multiple of ${multiple} `);
      const odd = drawScene({ seed: 3, height: 37, width: 43 });
      const fit = (side: number): number => Math.ceil(side / multiple) * multiple;
      const even = mirrored(odd, { height: fit(37), width: fit(43) });
      const small = await superResolve(network!, odd);
      const large = await superResolve(network!, even);
      expect([small.height, small.width]).toEqual([37, 43]);
      for (let y = 0; y < 37; y++)
        expect(small.data.subarray(y * 43 * 3, (y + 1) * 43 * 3)).toEqual(
          large.data.subarray(y * even.width * 3, (y * even.width + 43) * 3),
        );
      // Features of half the size, too: 19 x 22 for 37 x 43.
      const { d1, d0 } = await tap(network!, ['d1', 'd0'], [odd]);
      expect([d1.columns, d0.columns]).toEqual([19 * 22 * 3, 37 * 43 * 3]);
    },
  );

  it('any size where it takes any', async () => {
    await open({ node: [conv('x', 'y', 'w')], initializer: [drawn('w', [3, 3, 3, 3], 1)] });
    expect(network!.metadata.multiple).toBeUndefined();
    expect(network!.size).toBeUndefined();
  });

  it('one size alone, where windows were written out for it', async () => {
    await open(windows(64, 64));
    expect(network!.size).toEqual({ height: 64, width: 64 });
    expect(network!.layers).toContain('first');
    const other = drawScene({ seed: 3, height: 64, width: 72 });
    await expect(superResolve(network!, other)).rejects.toThrow(
      /takes images of 64 x 64 alone, and these are 64 x 72/,
    );
    network!.dispose();
    // Of a size that nobody would guess, by what is written in it.
    await open(windows(88, 72));
    expect(network!.size).toEqual({ height: 88, width: 72 });
  });

  it('the size that is told', async () => {
    await open(windows(88, 72), { size: { height: 88, width: 72 } });
    expect(network!.size).toEqual({ height: 88, width: 72 });
    network!.dispose();
    await expect(open(windows(88, 72), { size: 64 })).rejects.toThrow(
      /for an image of 64 x 64 its operation Reshape/,
    );
    await expect(open(windows(88, 72), { size: 6.5 })).rejects.toThrow(/size 6.5: sides of images are whole/);
  });
});

describe('the output of several', () => {
  const two = (output: string[]): Parameters<typeof onnxFile>[1] => ({
    node: [
      conv('x', 'first', 'w'),
      node('Relu', ['first'], ['features']),
      node('Conv', ['features', 'v'], ['deep'], { attribute: [pads] }),
      node('DepthToSpace', ['deep'], ['y'], { attribute: [int('blocksize', 2)] }),
      node('Neg', ['y'], ['z']),
    ],
    initializer: [drawn('w', [5, 3, 3, 3], 1), drawn('v', [12, 5, 3, 3], 2)],
    output,
  });

  it('is the one that is an image', async () => {
    await open(two(['features', 'y']));
    expect(network!.metadata.output).toBe('y');
    const lr = drawScene({ seed: 3, height: 20, width: 24 });
    expect(await superResolve(network!, lr)).toMatchObject({ height: 40, width: 48 });
    expect(network!.layers).toContain('features');
  });

  it('is named where more than one is an image', async () => {
    await expect(open(two(['features', 'y', 'z']))).rejects.toThrow(
      /2 of its outputs are images, y \(64 x 96\), z .*\{ output: 'y' \}/,
    );
    await open(two(['features', 'y', 'z']), { output: 'z' });
    expect(network!.metadata.output).toBe('z');
    network!.dispose();
    await expect(open(two(['y', 'z']), { output: 'other' })).rejects.toThrow(/no output other; .* y, z/);
  });
});

describe('an input besides the image', () => {
  const denoiser = (sizes: (number | string)[]): Parameters<typeof onnxFile>[1] => ({
    node: [node('Mul', ['x', 'sigma'], ['scaled']), conv('scaled', 'y', 'w')],
    initializer: [drawn('w', [3, 3, 3, 3], 1)],
    input: [value('x', ['n', 3, 'h', 'w']), value('sigma', sizes)],
  });

  it('is told with its size and what to do', async () => {
    await expect(open(denoiser([1, 1, 1, 1]))).rejects.toThrow(
      /takes 2 inputs, x \(n x 3 x h x w\), sigma \(1 x 1 x 1 x 1\).*\{ inputs: \{ sigma: 0.1 \} \}/,
    );
    await expect(open(denoiser([1]), { inputs: { tau: 1 } })).rejects.toThrow(/no input tau/);
    await expect(open(denoiser([1]), { inputs: { sigma: NaN } })).rejects.toThrow(/inputs.sigma NaN/);
  });

  it.each([[[1, 1, 1, 1]], [[]], [[1, 1, 'h', 'w']], [['n', 3, 'rows', 'columns']]])(
    'of size %j is filled with the number that is given',
    async (sizes) => {
      const lr = drawScene({ seed: 3, height: 20, width: 24 });
      const images = { data: lr.data, dims: [1, 20, 24, 3] };
      await open(denoiser(sizes), { inputs: { sigma: 1 } });
      const once = await network!.predict(images);
      network!.dispose();
      await open(denoiser(sizes), { inputs: { sigma: 2 } });
      const twice = await network!.predict(images);
      expect(twice.dims).toEqual([1, 20, 24, 3]);
      // Doubling is exact in float32; what is no number would be alike, too.
      expect(once.data.every((one) => Number.isFinite(one) && one !== 0)).toBe(true);
      twice.data.forEach((one, i) => expect(one).toBe(2 * once.data[i]));
    },
  );
});

it.each([
  [4, ['n', 4, 'h', 'w']],
  [4, ['n', 'c', 'h', 'w']],
  [6, ['n', 'h', 'w', 6]],
  [2, [1, 2, 64, 64]],
])('a network of %i channels says so', async (channels, sizes) => {
  const graph = {
    node: [conv('x', 'y', 'w')],
    initializer: [drawn('w', [channels, channels, 3, 3], 1)],
    input: [value('x', sizes)],
  };
  await expect(open(graph)).rejects.toThrow(new RegExp(`takes ${channels} channels`));
});

it('names may be any', async () => {
  const names = ['__proto__', 'constructor', '</script>', 'ddr "1"'];
  await open({
    node: names.map((name, i) => conv(i ? names[i - 1] : 'x', name, 'w')),
    initializer: [drawn('w', [3, 3, 3, 3], 1)],
    output: ['ddr "1"'],
  });
  expect(network!.layers).toEqual(names);
  const found = await tap(network!, names, [drawScene({ seed: 3, height: 20, width: 24 })]);
  expect(Object.keys(found)).toEqual(names);
  const [first, last] = [names[0], names[3]].map(
    (name) => Object.getOwnPropertyDescriptor(found, name)!.value as (typeof found)[string],
  );
  expect(first.data).not.toEqual(last.data);
});

it.each([
  [[4096, 3, 'h', 'w'], /takes 4096 images at once/],
  [[1, 3, 60000, 60000], /takes images of 60000 x 60000 alone, over the limit/],
])('an input of %j is too large to be tried', async (sizes, message) => {
  const graph = {
    node: [conv('x', 'y', 'w')],
    initializer: [drawn('w', [3, 3, 3, 3], 1)],
    input: [value('x', sizes)],
  };
  await expect(open(graph)).rejects.toThrow(message);
});
