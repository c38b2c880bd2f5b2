import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { importNetwork } from '../../../src/networks/import/import-network';
import { readOnnx } from '@ddr-lab/graphs/onnx/read-onnx';
import {
  encodeModel,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '@ddr-lab/engine/onnxruntime/onnx-model';
import { createRandom } from '@ddr-lab/base/random';

const fixtures = path.join(__dirname, '../../fixtures/import/onnx');
const folder = mkdtempSync(path.join(tmpdir(), 'ddr-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

const node = (opType: string, input: string[], output: string[], more: Partial<OnnxNode> = {}): OnnxNode => ({
  opType,
  input,
  output,
  attribute: [],
  ...more,
});

/** A float tensor of 36 bytes, zeros unless `more` says otherwise. */
const weights = (name: string, dims: number[], more: object = {}): OnnxGraph['initializer'][number] => ({
  name,
  dims,
  dataType: 1,
  rawData: new Uint8Array(36),
  ...more,
});

/** An image N x 3 x H x W. */
const image = {
  name: 'x',
  type: {
    tensorType: {
      elemType: 1,
      shape: { dim: [{ dimParam: 'n' }, { dimValue: 3 }, { dimParam: 'h' }, { dimParam: 'w' }] },
    },
  },
};

function onnxFile(graph: Partial<OnnxGraph>, more: Partial<OnnxModel> = {}): string {
  const whole = {
    node: [],
    initializer: [],
    sparseInitializer: [],
    input: [image],
    output: [{ name: 'y' }],
    valueInfo: [],
  };
  const model = { irVersion: 8, opsetImport: [{ domain: '', version: 13 }], functions: [], ...more };
  const file = path.join(folder, 'hostile.onnx');
  writeFileSync(file, encodeModel({ ...model, graph: { ...whole, ...graph } }));
  return file;
}

/** A convolution of 3 channels by the weights `w`. */
const conv = (w: OnnxGraph['initializer'][number], more: Partial<OnnxNode> = {}): Partial<OnnxGraph> => ({
  node: [node('Conv', ['x', 'w'], ['y'], more)],
  initializer: [w],
});
const beside = (location: string): object => ({
  rawData: new Uint8Array(0),
  dataLocation: 1,
  externalData: [{ key: 'location', value: location }],
});
const wide = [3, 3, 1, 1];
const identity = weights('w', wide, {
  rawData: new Uint8Array(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1).buffer),
});

describe('a hostile ONNX model', () => {
  it('is well made here: the harmless one is read', async () => {
    const network = await importNetwork(onnxFile(conv(identity)));
    expect(network.layers).toEqual(['y']);
    expect(network.metadata.warning).toBeUndefined();
  });

  it.each([
    ['an endless loop', { node: [node('Loop', ['', ''], ['y'])] }, /Loop/],
    [
      'a loop inside a branch',
      { node: [node('If', ['x'], ['y'], { attribute: [{ name: 'then_branch', type: 5, g: loop() }] })] },
      /Loop/,
    ],
    ['an operation of a library', { node: [node('Run', ['x'], ['y'], { domain: 'evil.ops' })] }, /evil\.ops/],
    ['weights of a negative size', conv(weights('w', [3, 3, -1, 1])), /3 x 3 x -1 x 1/],
    [
      'weights of 2^80 numbers',
      conv(weights('w', [2 ** 40, 2 ** 40], { rawData: new Uint8Array(4) })),
      /claims to be/,
    ],
    [
      'weights larger than their bytes',
      conv(weights('w', [3, 3, 999, 999], { rawData: new Uint8Array(36) })),
      /36 bytes where 35928036/,
    ],
    [
      'sparse weights',
      { node: [node('Relu', ['x'], ['y'])], sparseInitializer: [new Uint8Array(3)] },
      /sparse/,
    ],
    ['no operation', {}, /empty/],
    ['no output', { node: [node('Relu', ['x'], ['y'])], output: [] }, /no output/],
    ['an output from nowhere', { node: [node('Relu', ['x'], ['z'])] }, /no operation/],
    [
      'two inputs',
      { node: [node('Add', ['x', 'z'], ['y'])], input: [image, { ...image, name: 'z' }] },
      /2 inputs, x \(n x 3 x h x w\), z .*inputs: { z: 0.1 }/,
    ],
    ['an input of no image', { node: [node('Relu', ['x'], ['y'])], input: [{ name: 'x' }] }, /type number 0/],
    ['weights in /etc/passwd', conv(weights('w', wide, beside('/etc/passwd'))), /not in its own folder/],
    ['weights in a folder above', conv(weights('w', wide, beside('../secret'))), /not in its own folder/],
    ['weights behind a link', conv(weights('w', wide, beside('link'))), /leads out of its folder/],
    ['weights in a folder', conv(weights('w', wide, beside('inner'))), /no file/],
    [
      'weights that are not there',
      conv(weights('w', wide, beside('gone'))),
      /gone beside it, which is missing/,
    ],
    ['weights in a file that is too short', conv(weights('w', wide, beside('short'))), /9 bytes where 36/],
  ])('with %s is refused', async (_, graph, message) => {
    const outside = mkdtempSync(path.join(tmpdir(), 'ddr-outside-'));
    writeFileSync(path.join(outside, 'secret'), new Uint8Array(36));
    rmSync(path.join(folder, 'link'), { force: true });
    symlinkSync(path.join(outside, 'secret'), path.join(folder, 'link'));
    mkdirSync(path.join(folder, 'inner'), { recursive: true });
    writeFileSync(path.join(folder, 'short'), new Uint8Array(9));
    const file = onnxFile(graph);
    const error = await importNetwork(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain(file);
    rmSync(outside, { recursive: true });
  });

  const sizes = (name: string, values: number[]): OnnxGraph['initializer'][number] => ({
    name,
    dims: [values.length],
    dataType: 7,
    rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  });
  // What only running it shows: it runs in another process, whose memory is watched.
  it.each([
    [
      'asks for a tensor of 16 GiB',
      {
        node: [
          node('ConstantOfShape', ['s'], ['z']),
          node('ReduceMax', ['z'], ['m']),
          node('Add', ['x', 'm'], ['y']),
        ],
        initializer: [sizes('s', [2 ** 16, 2 ** 16])],
      },
    ],
    [
      'grows by repeating itself',
      {
        node: [
          ...Array.from({ length: 6 }, (_, i) => node('Tile', [i ? `t${i - 1}` : 'x', 'r'], [`t${i}`])),
          node('ReduceMax', ['t5'], ['m']),
          node('Add', ['x', 'm'], ['y']),
        ],
        initializer: [sizes('r', [1, 1, 8, 8])],
      },
    ],
    ['knows an operation that nobody else knows', { node: [node('Frobnicate', ['x'], ['y'])] }],
    [
      'divides by nothing',
      conv(identity, { attribute: [{ name: 'strides', type: 7, ints: [0, 0] } as never] }),
    ],
    ['refers to itself', { node: [node('Add', ['x', 'y'], ['y'])] }],
  ])(
    'that %s ends in words',
    async (_, graph) => {
      const file = onnxFile(graph);
      const before = process.memoryUsage().rss;
      await expect(importNetwork(file)).rejects.toThrow(InputError);
      // The other process is gone, and this one has not grown by it.
      expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
    },
    120_000,
  );
});

/** A graph with a loop. */
function loop(): OnnxGraph {
  const none = { initializer: [], sparseInitializer: [], input: [], output: [{ name: 'y' }], valueInfo: [] };
  return { ...none, node: [node('Loop', ['', ''], ['y'])] };
}

describe('damaged ONNX files', () => {
  const whole = readFileSync(path.join(fixtures, 'luma.onnx'));

  it('cut short are a clear error, wherever they were cut', async () => {
    const file = path.join(folder, 'cut.onnx');
    for (let part = 0; part < 60; part++) {
      writeFileSync(file, whole.subarray(0, Math.floor((whole.length * part) / 60)));
      await expect(readOnnx(file)).rejects.toThrow(InputError);
      await expect(readOnnx(file)).rejects.toThrow(file);
    }
  });

  /** The file with up to eight bytes changed, every other one among those that are no weights. */
  function changed(random: ReturnType<typeof createRandom>): Uint8Array {
    const bytes = Uint8Array.from(whole);
    const count = 1 + Math.floor(8 * random.uniform());
    for (let i = 0; i < count; i++) {
      const near = random.uniform() < 0.5 ? 700 : bytes.length;
      bytes[Math.floor(near * random.uniform())] = Math.floor(256 * random.uniform());
    }
    return bytes;
  }

  it('with bytes changed at random are read or refused, never more', async () => {
    const file = path.join(folder, 'changed.onnx');
    const random = createRandom(11);
    let refused = 0;
    for (let run = 0; run < 1000; run++) {
      writeFileSync(file, changed(random));
      await readOnnx(file).catch((error: unknown) => {
        expect(error, String((error as Error).stack)).toBeInstanceOf(InputError);
        refused++;
      });
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(1000);
  }, 120_000);

  it('are imported or refused, too: what onnxruntime makes of them it makes elsewhere', async () => {
    const file = path.join(folder, 'run.onnx');
    const random = createRandom(12);
    for (let run = 0; run < 12; run++) {
      writeFileSync(file, changed(random));
      const network = await importNetwork(file).catch((error: unknown) => {
        expect(error, String((error as Error).stack)).toBeInstanceOf(InputError);
        return undefined;
      });
      if (network && 'dispose' in network) network.dispose();
    }
  }, 240_000);
});
