import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../../src/networks/import/import-weights';

const folder = path.join(__dirname, '../../fixtures/import');
const read = (name: string): ReturnType<typeof readWeightFile> => readWeightFile(path.join(folder, name));

/** Bits of the fraction that each format keeps, for the rounding that is allowed. */
const formats = [
  ['legacy.pth', 24],
  ['half.pth', 11],
  ['bfloat16.pth', 8],
  ['double.pth', 24],
  ['checkpoint.pth', 24],
  ['strided.pth', 24],
  ['plain.npz', 24],
  ['plain.safetensors', 24],
  ['bfloat16.safetensors', 8],
] as const;

describe('formats of weights', () => {
  it.each(formats)('%s holds the same numbers', async (name, bits) => {
    const wanted = await read('msrresnet-x4.pth');
    const { tensors } = await read(`formats/${name}`);
    expect([...tensors.keys()]).toEqual([...wanted.tensors.keys()]);
    for (const [key, { shape, data }] of tensors) {
      const reference = wanted.tensors.get(key)!;
      expect(shape).toEqual(reference.shape);
      data.forEach((value, i) => {
        const exact = reference.data[i];
        // Rounding is half a unit in the last place; numbers below 6e-5 have fewer bits in half precision.
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(
          bits === 24 ? 0 : Math.abs(exact) * 2 ** -bits + 3e-8,
        );
      });
    }
  });

  it('says where in a checkpoint the weights were', async () => {
    expect((await read('msrresnet-x4.pth')).metadata).toEqual({ place: 'params' });
    expect((await read('rrdbnet.pth')).metadata).toEqual({ place: 'params_ema' });
    expect((await read('formats/checkpoint.pth')).metadata).toEqual({ place: 'state_dict' });
  });
});
