import * as tf from '@tensorflow/tfjs-core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { useBackend } from '@ddr-lab/engine/backend';
import { createImage } from '@ddr-lab/images/image';
import { importWeights, readWeightFile } from '../../../src/networks/import/import-weights';
import { behaviourOf } from '../../../src/networks/import/response';
import { buildNetwork } from '../../../src/networks/network';
import { superResolve } from '../../../src/networks/super-resolve';
import { expectFamily, type Family } from './families';

const folder = path.join(__dirname, '../../fixtures/import/families');
const architecture = 'SwinIR';

/** Of `families/make-swinir.py`: all ways to enlarge, sides that are no multiples of the window, heads, depths and windows of several sizes. */
const files: readonly Omit<Family, 'architecture'>[] = [
  {
    file: 'swinir-light-x4',
    spec: {
      kind: 'swinir',
      channels: 6,
      depths: [2, 3],
      heads: 2,
      window: 4,
      ratio: 2,
      scale: 4,
      upsampler: 'direct',
    },
  },
  {
    file: 'swinir-light-x2',
    spec: { channels: 12, depths: [1, 2], heads: 3, ratio: 1.5, scale: 2, upsampler: 'direct' },
  },
  {
    file: 'swinir-classical-x4',
    spec: { depths: [2, 2], window: 5, scale: 4, upsampler: 'shuffle', upChannels: 6 },
  },
  { file: 'swinir-classical-x3', spec: { channels: 4, heads: 1, window: 3, scale: 3, upsampler: 'shuffle' } },
  { file: 'swinir-real-x4', spec: { convolutions: 3, scale: 4, upsampler: 'nearest', upChannels: 6 } },
  { file: 'swinir-real-x2', spec: { heads: 4, scale: 2, upsampler: 'nearest' } },
  { file: 'swinir-denoise', spec: { depths: [2], heads: 2, window: 8, scale: 1 } },
  // Windows of 7 are those of the networks for JPEG, which work in [0, 255].
  { file: 'swinir-jpeg', spec: { depths: [2], heads: 3, window: 7, scale: 1 } },
];

beforeAll(async () => void (await useBackend()));

describe('SwinIR in all its forms, as PyTorch computes them', () => {
  it.each(files.map((family) => [family.file, family] as const))('%s', async (_, family) => {
    await expectFamily({ architecture, ...family });
  });

  it('in another range when that is told', async () => {
    const family = { file: 'swinir-jpeg', spec: { window: 7 }, architecture };
    await expectFamily({ ...family, options: { range: 255 } });
    await expect(expectFamily({ ...family, options: { range: 1 } })).rejects.toThrow(/less than/);
  });

  it('says which range and mean were assumed', async () => {
    const network = await importWeights(path.join(folder, 'swinir-light-x4.pth'));
    // Of drawn weights no range makes an image; what was trained says `range 1` alone.
    expect(network.metadata.assumed).toMatch(
      /^range 1 \(the file does not tell it from 255.*; mean 0\.4488 0\.4371 0\.404$/,
    );
    network.model.dispose();
  });
});

type Tensors = Map<string, WeightTensor>;

const zeros = (...shape: number[]): WeightTensor => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

const TABLE = 'layers.0.residual_group.blocks.0.attn.relative_position_bias_table';

describe('what is nearly a SwinIR says what does not fit', () => {
  it.each<[string, string, (tensors: Tensors) => void, RegExp]>([
    [
      'positions of pixels',
      'light-x4',
      (tensors) => tensors.set('absolute_pos_embed', zeros(1, 64, 6)),
      /looks like SwinIR, but it adds a position to each pixel \(absolute_pos_embed\)/,
    ],
    [
      'windows that are not square',
      'light-x2',
      // 1 x 13 pixels: 25 rows of a table, as 3 x 3 have.
      (tensors) => {
        for (const name of tensors.keys()) if (name.endsWith('bias_table')) tensors.set(name, zeros(25, 3));
        tensors.set(TABLE.replace('bias_table', 'index'), zeros(13, 13));
      },
      /looks like SwinIR, but its tables of position biases have 25 rows, and its windows are not square/,
    ],
    [
      'windows of two sizes',
      'light-x4',
      (tensors) => tensors.set(TABLE.replace('blocks.0', 'blocks.1'), zeros(81, 2)),
      /looks like SwinIR, but its blocks have different windows or heads: .* is 81 x 2, the first one 49 x 2/,
    ],
    [
      'another connection inside the groups',
      'classical-x4',
      (tensors) => {
        tensors.set('layers.1.conv.0.weight', tensors.get('layers.1.conv.weight')!);
        tensors.delete('layers.1.conv.weight');
      },
      /looks like SwinIR, but layers\.1\.conv\.weight is missing/,
    ],
    [
      'no normalisation in front',
      'light-x4',
      (tensors) => tensors.delete('patch_embed.norm.weight'),
      /looks like SwinIR, but patch_embed\.norm\.weight is missing: it normalises/,
    ],
    [
      'grey images',
      'denoise',
      (tensors) => {
        tensors.set('conv_first.weight', zeros(6, 1, 3, 3));
        tensors.set('conv_last.weight', zeros(1, 6, 3, 3));
      },
      /looks like SwinIR, but it takes 1 channel and gives 1 channel, .* exported to ONNX/,
    ],
    [
      'an upsampling by 5',
      'light-x4',
      (tensors) => tensors.set('upsample.0.weight', zeros(75, 6, 3, 3)),
      /looks like SwinIR, but its upsampling \(upsample\.0\) is none by 2, 3, 4 or 8/,
    ],
    [
      'a layer missing in a block',
      'real-x4',
      (tensors) => tensors.delete('layers.1.residual_group.blocks.1.mlp.fc2.weight'),
      /looks like SwinIR, but layers\.1\.residual_group\.blocks\.1\.mlp\.fc2\.weight is missing/,
    ],
    [
      'a layer too many',
      'real-x4',
      (tensors) => tensors.set('conv_up9.weight', zeros(6, 6, 3, 3)),
      /looks like SwinIR, but conv_up9\.weight \(6 x 6 x 3 x 3\) is not used/,
    ],
    [
      "a relative's layers",
      'light-x4',
      (tensors) => tensors.set('layers.0.residual_group.blocks.0.conv_block.cab.0.weight', zeros(2, 6, 3, 3)),
      /named like those of HAT, which is not built here/,
    ],
  ])('%s', async (_, name, change, wanted) => {
    const { tensors } = await readWeightFile(path.join(folder, `swinir-${name}.pth`));
    const copy = new Map(tensors);
    change(copy);
    await expect(refusal(copy)).resolves.toMatch(wanted);
  });
});

/** Why tensors are refused, by their names and shapes or when they are to be used. */
async function refusal(tensors: Tensors): Promise<string> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'ddr-swinir-'));
  const file = path.join(temporary, 'net.npz');
  const arrays = [...tensors].map(([name, { shape, data }]) => [name, { shape: [...shape], data }]);
  try {
    await writeNpz(
      file,
      Object.fromEntries(arrays) as Record<string, { shape: number[]; data: Float32Array }>,
    );
    return await importWeights(file).then(
      () => 'it was imported',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

describe('an untrained SwinIR', () => {
  it.each([
    [{ heads: 7 }, /7 heads cannot share 60 channels evenly/],
    [{ depths: [] }, /depths must have one number for each group/],
    [{ depths: [2, 0] }, /the depth of RSTB2 must be a whole number of 1 or more, not 0/],
    [{ scale: 5 }, /the scale is 1, 2, 3, 4, 8, not 5/],
    [{ scale: 3, upsampler: 'nearest' as const }, /with the upsampler nearest the scale is 1, 2, 4, not 3/],
    [{ ratio: 0 }, /ratio must be a number above 0, not 0/],
  ])('of %j is refused', async (options, wanted) => {
    const made = buildNetwork({ kind: 'swinir', ...options });
    await expect(made).rejects.toThrow(wanted);
    await expect(made).rejects.toBeInstanceOf(InputError);
  });

  const small = { kind: 'swinir', channels: 4, depths: [1], heads: 2, window: 4, upChannels: 4 } as const;

  it('is judged by its output alone: layer normalisation makes features large of whatever is small', async () => {
    const network = await buildNetwork(small);
    const first = network.model.getLayer('Conv1');
    tf.tidy(() => first.setWeights(first.getWeights().map((weight) => tf.mul(weight, 1e-3))));
    const { growth, block } = await behaviourOf(network);
    expect(growth).toBe(1);
    expect(block?.name).toBe('RSTB1');
    network.model.dispose();
  });

  it('taps what its tail has', async () => {
    for (const [options, taps] of [
      [{}, []],
      [{ upsampler: 'shuffle' }, ['PreUP', 'UP1', 'UP2']],
      [{ upsampler: 'nearest', scale: 2 }, ['PreUP', 'UP1', 'HRConv']],
      [{ scale: 1 }, []],
      [{ input: 'scaled', globalResidual: true }, []],
    ] as const) {
      const network = await buildNetwork({ ...small, ...options });
      expect(network.layers).toEqual(['Conv1', 'RSTB1', 'Body', ...taps, 'Output']);
      network.model.dispose();
    }
  });

  it.each([
    [{ input: 'mean', scale: 2 }, false],
    [{ input: 'mean', scale: 2, globalResidual: true }, true],
    [{ input: 'scaled', scale: 2 }, false],
    [{ input: 'scaled', scale: 2, globalResidual: true }, true],
    [{ input: 'mean', scale: 1 }, true],
    [{ input: 'scaled', scale: 1 }, true],
    [{ input: 'mean', scale: 1, globalResidual: false }, false],
  ] as const)('of %j adds its input to what its last convolution gives: %s', async (options, isAdded) => {
    const [height, width, scale] = [6, 5, options.scale];
    const network = await buildNetwork({ ...small, ...options });
    const last = network.model.getLayer('Output.conv');
    tf.tidy(() => last.setWeights(last.getWeights().map((weight) => tf.zerosLike(weight))));
    const data = Float32Array.from({ length: height * width * 3 }, (_, i) => 0.5 + 0.4 * Math.sin(i));
    const made = await superResolve(network, createImage(height, width, data));
    network.model.dispose();
    const x = tf.tensor(data, [1, height, width, 3]) as tf.Tensor4D;
    const wide = tf.image.resizeBilinear(x, [scale * height, scale * width], false, true);
    const upsampled = wide.dataSync();
    tf.dispose([x, wide]);
    const nothing = options.input === 'mean' ? [0.4488, 0.4371, 0.404] : [0, 0, 0];
    // The mean is taken off and added again in float32.
    made.data.forEach((value, i) => expect(value).toBeCloseTo(isAdded ? upsampled[i] : nothing[i % 3], 5));
  });
});
