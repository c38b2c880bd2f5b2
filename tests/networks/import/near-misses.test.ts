import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '@ddr-lab/base/arrays/npz';
import { useBackend } from '@ddr-lab/engine/backend';
import { importWeights, readWeightFile } from '../../../src/networks/import/import-weights';
import { InputError } from '@ddr-lab/base/errors';
import { recognise } from '../../../src/networks/import/recognise';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-near-misses-'));
const families = path.join(__dirname, '../../fixtures/import/families');
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => void (await useBackend()));

type Tensors = Map<string, WeightTensor>;

const zeros = (...shape: number[]): WeightTensor => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

async function refusal(tensors: Iterable<readonly [string, WeightTensor]>): Promise<string> {
  const file = path.join(folder, 'net.npz');
  const arrays = [...tensors].map(([name, { shape, data }]) => [name, { shape: [...shape], data }]);
  await writeNpz(file, Object.fromEntries(arrays) as Record<string, { shape: number[]; data: Float32Array }>);
  const message = await importWeights(file).then(
    () => 'it was imported',
    (error: Error) => `${error.name}: ${error.message}`,
  );
  expect(message).toMatch(/^InputError: .*net\.npz: /);
  // A few lines, not hundreds.
  expect(message.length).toBeLessThan(900);
  return message;
}

async function changed(name: string, change: (tensors: Tensors) => void): Promise<string> {
  const { tensors } = await readWeightFile(path.join(families, `${name}.pth`));
  const copy = new Map(tensors);
  change(copy);
  return refusal(copy);
}

/** The same tensors under other names. */
function renamed(tensors: Tensors, from: RegExp, to: (found: string) => string): void {
  for (const [name, tensor] of [...tensors]) {
    tensors.delete(name);
    tensors.set(name.replace(from, to), tensor);
  }
}

describe('what is nearly an architecture says what does not fit', () => {
  it.each<[string, string, (tensors: Tensors) => void, RegExp]>([
    [
      'other channels in front',
      'rrdbnet-x8',
      (tensors) => tensors.set('conv_first.weight', zeros(4, 24, 3, 3)),
      /looks like RRDBNet \(BasicSR\), but its first convolution takes 24 channels, where 3 are known, 12/,
    ],
    [
      'a tensor missing in a block',
      'rrdbnet-x8',
      (tensors) => tensors.delete('body.0.rdb2.conv3.weight'),
      /looks like RRDBNet \(BasicSR\), but body\.0\.rdb2\.conv3\.weight is missing/,
    ],
    [
      'a layer missing in the tail',
      'rrdbnet-x8',
      (tensors) => tensors.delete('conv_last.weight'),
      /looks like RRDBNet \(BasicSR\), but conv_last\.weight is missing/,
    ],
    [
      'a tensor too many',
      'edsr-x2-range1',
      (tensors) => tensors.set('attention.weight', zeros(3, 3)),
      /looks like EDSR \(authors\), but attention\.weight \(3 x 3\) is not used/,
    ],
    [
      'a layer of another shape',
      'carn-x2',
      (tensors) => tensors.set('b2.c1.body.0.weight', zeros(4, 9, 1, 1)),
      /looks like CARN, but b2\.c1\.body\.0\.weight \(4 x 9 x 1 x 1\) does not fit/,
    ],
    [
      'blocks numbered from one',
      'msrresnet-x8',
      (tensors) => renamed(tensors, /^body\.1/, () => 'body.2'),
      /looks like MSRResNet \(BasicSR\), but body\.2\..* is not used/,
    ],
    [
      'no first block',
      'rrdbnet-x8',
      (tensors) => renamed(tensors, /^body\.0/, () => 'body.1'),
      /(\d+) of its \1 tensors are named like those of RRDBNet \(ESRGAN\), but they are not all that it has, or numbered otherwise/,
    ],
    [
      'a network of luma',
      'srvgg-x4',
      (tensors) => {
        tensors.set('body.0.weight', zeros(4, 1, 3, 3));
        tensors.set('body.6.weight', zeros(16, 4, 3, 3));
      },
      /looks like SRVGGNetCompact \(Real-ESRGAN\), but it takes 1 channel and gives 1 channel, .* exported to ONNX/,
    ],
    [
      'an LSTM between the stages',
      'prn-r',
      (tensors) => {
        for (const gate of ['i', 'f', 'g', 'o']) tensors.set(`conv_${gate}.0.weight`, zeros(4, 8, 3, 3));
      },
      /looks like PReNet, but it remembers from stage to stage \(conv_i, conv_f, conv_g, conv_o\)/,
    ],
    [
      'a stage without its last convolution',
      'prn',
      (tensors) => tensors.delete('conv.0.weight'),
      /looks like PRN, but conv\.0\.weight is missing/,
    ],
    [
      'four channels, as those that are told the noise',
      'early-x4',
      (tensors) => tensors.set('model.0.weight', zeros(4, 4, 3, 3)),
      /looks like SRResNet .*, but it takes 4 channels and gives 3 channels/,
    ],
    [
      'an input that is shrunk first',
      'imdn-x4',
      (tensors) => {
        renamed(tensors, /^fea_conv\./, () => 'fea_conv.0.');
        tensors.set('fea_conv.2.weight', zeros(16, 16, 3, 3));
      },
      /looks like IMDN \(authors\), but it shrinks its input first \(IMDN_AS/,
    ],
    [
      'upsampling by 5',
      'edsr-x2-range1',
      (tensors) => tensors.set('tail.0.0.weight', zeros(100, 4, 3, 3)),
      /looks like EDSR \(authors\), but its upsampling \(tail\.0\.0 and on\) is none by 2, 3, 4 or 8/,
    ],
    [
      'a pixel shuffle behind plain convolutions',
      'srcnn-deep',
      (tensors) => tensors.set('conv4.weight', zeros(27, 4, 3, 3)),
      /looks like SRCNN of 4 layers, but it takes 3 channels and gives 27, .* ESPCN/,
    ],
  ])('%s', async (_, name, change, wanted) => {
    const message = await changed(name, change);
    expect(message).toMatch(wanted);
  });

  it.each([
    ['a relative of SwinIR', 'layers.0.residual_group.blocks.0.attn.qkv.weight'],
    ['HAT', 'layers.0.residual_group.overlap_attn.qkv.weight'],
    ['DRCT', 'layers.0.swin1.attn.qkv.weight'],
    ['RCAN', 'body.0.body.0.body.3.conv_du.0.weight'],
    ['Restormer', 'encoder_level1.0.attn.qkv.weight'],
    ['NAFNet', 'encoders.0.0.beta'],
  ])('%s is named, with a way out', async (family, name) => {
    const message = await refusal([
      ['conv_first.weight', zeros(4, 3, 3, 3)],
      [name, zeros(4, 4)],
    ]);
    expect(message).toContain(`named like those of ${family}`);
    expect(message).toMatch(/not built here. Export it to ONNX/);
  });

  it('what is like nothing known gets the list of what is', async () => {
    const message = await refusal([['encoder.weight', zeros(4, 3)]]);
    expect(message).toMatch(
      /1 tensors \(encoder\.weight \(4 x 3\).*of no architecture known here: .*CARN, CARN-M; IMDN; RFDN/,
    );
  });
});

it('constants that a network has not are told to have been of no use', async () => {
  const network = await importWeights(path.join(families, 'srvgg-x4.pth'), {
    slope: 0.1,
    residualScaling: 0.5,
  });
  expect(network.metadata.warning).toMatch(
    /residualScaling and slope were told, and it has no such constant/,
  );
  network.model.dispose();
  await expect(importWeights(path.join(families, 'srvgg-x4.pth'), { residualScaling: NaN })).rejects.toThrow(
    /residualScaling NaN: it is a number/,
  );
});

it('tensors of any shapes are recognised or refused in words', async () => {
  const files = readdirSync(families).filter((file) => file.endsWith('.pth'));
  for (const file of files) {
    const { tensors } = await readWeightFile(path.join(families, file));
    for (const name of tensors.keys()) {
      for (const tensor of [zeros(), zeros(2), zeros(0, 3, 3, 3), zeros(3, 0, 1, 1), zeros(7, 5, 2, 3)]) {
        try {
          const { spec } = recognise(file, new Map(tensors).set(name, tensor), { scale: 4 });
          expect(JSON.stringify(spec), `${file}: ${name}`).not.toContain('null');
        } catch (error) {
          expect(error, `${file}: ${name}`).toBeInstanceOf(InputError);
          expect((error as Error).message).not.toMatch(/undefined|NaN/);
        }
      }
    }
  }
});
