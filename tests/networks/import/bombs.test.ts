import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '@ddr-lab/base/arrays/npy';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';
import { importNetwork } from '../../../src/networks/import/import-network';
import { readWeightFile } from '../../../src/networks/import/import-weights';
import { loadNetwork } from '../../../src/networks/load-network';

import { encodeSafetensors } from '@ddr-lab/weights/safetensors';
import { smallNetwork } from './small-network';
import {
  dict,
  float32,
  PyTensor,
  Raw,
  torchLegacy,
  torchZip,
  type Py,
  type TorchWriter,
} from './torch-writer';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-bombs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: Uint8Array, name = 'some.pth'): string {
  const to = path.join(folder, name);
  writeFileSync(to, bytes);
  return to;
}

/** Refused in words that name the file. */
async function refused(name: string, words: RegExp): Promise<void> {
  const before = tf.memory().numTensors;
  for (const read of [importNetwork, readWeightFile]) {
    const error: unknown = await read(name).then(
      () => 'it was read',
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(words);
    expect(String(error)).toContain(name);
  }
  expect(tf.memory().numTensors).toBe(before);
}

const weights = (): Py =>
  new Map([...smallNetwork(1)].map(([name, { shape, data }]) => [name, float32(shape, data)]));

describe('many tensors of few bytes', () => {
  it('entries of a zip that lie over one another', async () => {
    const zip = Buffer.from(
      zipSync({ 'a/data.pkl': Buffer.from('N.'), 'a/data/0': new Uint8Array(64) }, { level: 0 }),
    );
    // The second entry of the directory begins where the first does.
    const second = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'), zip.indexOf('PK\x01\x02') + 4);
    zip.writeUInt32LE(0, second + 42);
    await refused(file(zip), /lies over/);
  });

  it('views of one storage, each a little further on', async () => {
    const storage = float32([2 ** 20], new Float32Array(2 ** 20));
    const all = (w: TorchWriter): Py =>
      new Map(
        Array.from({ length: 300 }, (_, k) => [
          `w${k}`,
          w.call('torch._utils._rebuild_tensor_v2', w.view(storage, [2 ** 20 - 300], k)),
        ]),
      );
    await expect(readWeightFile(file(torchZip(all)))).rejects.toThrow(
      /would take \d+ bytes, far more than a file/,
    );
  });

  it('one tensor under many names is read once, as tied weights are', async () => {
    const storage = float32([2 ** 20], new Float32Array(2 ** 20));
    const all = (w: TorchWriter): Py =>
      new Map(
        Array.from({ length: 3000 }, (_, k) => [
          `w${k}`,
          w.call('torch._utils._rebuild_tensor_v2', w.view(storage)),
        ]),
      );
    const { tensors } = await readWeightFile(file(torchZip(all)));
    expect(tensors.size).toBe(3000);
    expect(tensors.get('w0')!.data).toBe(tensors.get('w2999')!.data);
  });

  it('an array of NumPy that unpacks to a thousand times its size', async () => {
    const array = Buffer.from(encodeNpy({ shape: [64], data: new Float32Array(64) }));
    const long = Buffer.concat([array.subarray(0, 128), Buffer.alloc(4096)]);
    long.write(`(${2 ** 27},), }`.padEnd(20), long.indexOf('(64,)'), 'latin1');
    // What it claims is looked at before it is unpacked, so the rest need not be there.
    const bomb = file(deflatedZip('a.npy', long, 128 + 2 ** 29), 'bomb.npz');
    await refused(bomb, /far more than a file of its size|of no architecture/);
    await expect(readNpz(bomb)).rejects.toThrow(
      /would unpack to 536871040; the limit is .*readNpz\(file, \{ limit/,
    );
  });

  it('tensors of safetensors over one another, with holes, or with something behind', async () => {
    const header = (places: [number, number][], length: number): Uint8Array => {
      const entries = places.map(([from, to], k) => [
        `w${k}`,
        { dtype: 'F32', shape: [(to - from) / 4], data_offsets: [from, to] },
      ]);
      return safetensors(JSON.stringify(Object.fromEntries(entries)), length);
    };
    await refused(
      file(
        header(
          [
            [0, 8],
            [0, 8],
          ],
          8,
        ),
      ),
      /w1 lies over another/,
    );
    await refused(
      file(
        header(
          [
            [0, 8],
            [4, 12],
          ],
          12,
        ),
      ),
      /w1 lies over another/,
    );
    await refused(file(header([[4, 12]], 12)), /4 bytes in front of tensor w0/);
    await refused(
      file(
        header(
          [
            [0, 8],
            [12, 16],
          ],
          16,
        ),
      ),
      /4 bytes in front of tensor w1/,
    );
    await refused(file(header([[0, 8]], 12)), /4 bytes at its end/);
  });
});

/** A zip of one compressed entry, which claims to unpack to `size` bytes. */
function deflatedZip(name: string, content: Buffer, size: number): Uint8Array {
  const packed = Buffer.concat([deflateRawSync(content), Buffer.alloc(Math.ceil(size / 1000))]);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name)]);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00'),
    fields,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}

function safetensors(json: string, length: number): Uint8Array {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([size, Buffer.from(json), Buffer.alloc(length)]);
}

describe('work without end', () => {
  it('a list that holds the last one twice, and so on', async () => {
    const doubled = (times: number): string =>
      `]${'\x94h\x00h\x00e'.slice(0, 0)}${Array.from({ length: times }, (_, k) => `q${String.fromCharCode(k)}0](h${String.fromCharCode(k)}h${String.fromCharCode(k)}e`).join('')}`;
    await refused(file(torchZip(new Raw(doubled(60)))), /no dict of tensors/);
    // Beside weights it is harmless.
    const { tensors } = await readWeightFile(
      file(
        torchZip(
          () =>
            new Map<string, Py>([
              ['x', new Raw(doubled(60))],
              ['net', weights()],
            ]),
        ),
      ),
    );
    expect(tensors.size).toBe(12);
    // With weights in it, it is not.
    const withWeights = (w: TorchWriter): Py => new Raw(`]${w.code(weights())}a${doubled(60).slice(1)}`);
    await refused(file(torchZip(withWeights)), /names more than|in very many ways|deeper/);
  });

  it('one list that many dicts are made of', async () => {
    const list = (w: TorchWriter): string =>
      w.code(Array.from({ length: 300 }, (_, k) => w.tuple(`k${k}`, k)));
    const all = (w: TorchWriter): Py =>
      new Raw(`](${list(w)}q\x07${'ccollections\nOrderedDict\nh\x07\x85R'.repeat(300)}e`);
    await refused(file(torchZip(all)), /copies one list over and over/);
  });

  it('a pickle of nothing but dicts', async () => {
    await refused(file(torchZip(new Raw('}'.repeat(1_100_000)))), /more than 1000000 lists and dicts/);
  });

  it.each([
    ['lists', `${']'.repeat(100_000)}${'a'.repeat(99_999)}`],
    ['tuples', `${'('.repeat(50_000)}N${'t'.repeat(50_000)}`],
    ['keys', `}${']'.repeat(50_000)}${'a'.repeat(49_999)}Ns`],
  ])('%s nested deeper than any stack', async (_, code) => {
    await refused(file(torchZip(new Raw(code))), /no dict of tensors|no tensors/);
    await refused(file(torchLegacy(new Raw(code))), /no dict of tensors|no tensors/);
    const version = Buffer.from(`\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02${code}.`, 'latin1');
    await refused(file(version), /its format is number/);
  });
});

describe('one file that means two things', () => {
  it('a storage of two sizes or two types', async () => {
    const bytes = new Uint8Array(16);
    const one = new PyTensor([4], bytes);
    const two = (w: TorchWriter, other: PyTensor): Py => {
      const first = new Raw(w.code(one));
      const again = w.code(other).replace('X\x01\x00\x00\x001', 'X\x01\x00\x00\x000');
      return dict({ a: first, b: new Raw(again) });
    };
    const files = [torchZip, torchLegacy];
    for (const write of files) {
      await refused(
        file(write((w) => two(w, new PyTensor([8], new Uint8Array(32))))),
        /storage "0" has two sizes/,
      );
      const double = new PyTensor([2], bytes, 'DoubleStorage', 8);
      await refused(file(write((w) => two(w, double))), /storage "0" has two types/);
    }
  });

  it('two pickles, a key twice, bytes at the end', async () => {
    await refused(
      file(torchZip(weights(), { 'x/data.pkl': Buffer.from('\x80\x02}.', 'latin1') })),
      /several pickles/,
    );
    await refused(file(torchZip((w) => new Raw(`}(${w.code('a')}N${w.code('a')}Nu`))), /the key "a" twice/);
    await refused(file(Buffer.concat([torchLegacy(weights()), Buffer.alloc(3)])), /3 bytes at its end/);
    await refused(
      file(
        safetensors(
          '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
          8,
        ),
      ),
      /has "a" twice/,
    );
    // "a", written otherwise.
    await refused(
      file(
        safetensors(
          '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
          8,
        ),
      ),
      /has "a" twice/,
    );
  });

  it('objects where texts are expected', async () => {
    const entry = '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
    await refused(
      file(safetensors(`{"__metadata__":{"network":{"toString":1}},${entry}}`, 4)),
      /"network" of its metadata is no text/,
    );
    await refused(file(safetensors(`{"__metadata__":[1],${entry}}`, 4)), /metadata are no record/);
    await refused(
      file(safetensors('{"a":{"dtype":{"toString":1},"shape":[1],"data_offsets":[0,4]}}', 4)),
      /type none/,
    );
    await refused(
      file(
        safetensors(
          `{"a":{"dtype":"F32","shape":${'['.repeat(50_000)}${']'.repeat(50_000)},"data_offsets":[0,4]}}`,
          4,
        ),
      ),
      /no shape or place/,
    );
  });

  it('a tensor called __proto__ is a tensor', async () => {
    const json =
      '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}';
    expect([...(await readWeightFile(file(safetensors(json, 8)))).tensors.keys()]).toEqual([
      '__proto__',
      'b',
    ]);
    const pickled = new Map<string, Py>([
      ['__proto__', float32([1], [1])],
      ['constructor.x', float32([1], [2])],
    ]);
    expect([...(await readWeightFile(file(torchZip(pickled)))).tensors.keys()]).toEqual([
      '__proto__',
      'constructor.x',
    ]);
  });
});

describe('files of gigabytes, most of them holes', () => {
  const sparse = (name: string, begin: Uint8Array, size: number): string => {
    const to = file(begin, name);
    truncateSync(to, size);
    return to;
  };
  const GiB = 2 ** 30;

  it.each([
    [
      'nothing but zeros, of 3 GiB',
      'zeros.safetensors',
      Buffer.alloc(8),
      3 * GiB,
      /begins like no file of weights/,
    ],
    ['nothing but zeros, of 2 GiB', 'zeros.pth', Buffer.alloc(8), 2 * GiB, /begins like no file of weights/],
    [
      'a pickle and zeros',
      'pickle.pth',
      torchLegacy(weights()).subarray(0, 300),
      5 * GiB,
      /pickle\.pth: cannot be read as PyTorch weights: it/,
    ],
    ['a zip cut off', 'zip.pth', torchZip(weights()).subarray(0, 300), 3 * GiB, /zip file/],
    [
      'one tensor that is all of it',
      'w.safetensors',
      safetensors(
        `{"w":{"dtype":"F32","shape":[${3 * 2 ** 28}],"data_offsets":[0,${3 * GiB}]}}`.padEnd(120),
        0,
      ),
      128 + 3 * GiB,
      /of no architecture/,
    ],
  ])('%s', async (_, name, begin, size, words) => {
    const to = sparse(name, begin, size);
    await expect(importNetwork(to)).rejects.toThrow(InputError);
    await expect(importNetwork(to)).rejects.toThrow(words);
    rmSync(to);
  });

  it('the network is read from among them, where it is there', async () => {
    const network = smallNetwork(4);
    let at = 2 ** 31 + 2 ** 30;
    const first = at;
    const entries = [...network].map(([name, { shape, data }]) => [
      name,
      { dtype: 'F32', shape, data_offsets: [at, (at += data.byteLength)] },
    ]);
    const json = JSON.stringify({
      state: { dtype: 'F32', shape: [first / 4], data_offsets: [0, first] },
      ...Object.fromEntries(entries.map(([name, entry]) => [`netG.${name as string}`, entry])),
    });
    const begin = safetensors(json, 0);
    const to = sparse('large.safetensors', begin, begin.length + at);
    const read = (await importNetwork(to)) as Awaited<ReturnType<typeof loadNetwork>>;
    expect(read.metadata.place).toBe('netG');
    read.model.dispose();
    rmSync(to);
  });
});

describe('our own files with sizes that are not theirs', () => {
  const of = (network: unknown): string =>
    file(
      encodeSafetensors({
        tensors: new Map([['Conv1.conv/kernel', { shape: [3, 3, 3, 4], data: new Float32Array(108) }]]),
        metadata: { network: typeof network === 'string' ? network : JSON.stringify(network) },
      }),
      'own.safetensors',
    );

  it.each([
    [{ kind: 'srresnet', channels: 1e6, blocks: 16, scale: 4 }, /Conv1.conv\/kernel/],
    [{ kind: 'srresnet', channels: 4, blocks: 1e9, scale: 4 }, /Conv1.conv\/bias/],
    [{ kind: 'srcnn', channels: 1e6, kernels: [99_999, 1, 5] }, /Conv1.conv\/kernel/],
    [{ kind: 'edsr', channels: 1e9, blocks: 1e9 }, /missing/],
    [{ kind: 'rrdbnet', channels: 1e8, growth: 1e8, blocks: 1e8 }, /own.safetensors: .*(missing|network)/],
    [{ kind: 'resnet18', width: 1e8, classes: 1e9 }, /own.safetensors: .*(missing|network)/],
    [{ kind: 'discriminator', size: 1e6, width: 1e6 }, /kernel|multiple|size/],
    [{ kind: { toString: 1 } }, /no kind/],
    [{ kind: '__proto__' }, /no such kind/],
    [{ kind: 'constructor' }, /no such kind/],
    [{ kind: 'srresnet', channels: 'four' }, /channels/],
    [{ kind: 'srresnet', channels: 4, blocks: [1] }, /blocks/],
    [{ kind: 'cincgan', restoration: { blocks: 1e9, channels: 1e9 } }, /missing|network/],
    [{ kind: 'guided-rrdb', guide: { channels: {} } }, /missing|network/],
    [['srresnet'], /no JSON object/],
    ['null', /no JSON object/],
    [`{"kind":"srresnet","channels":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /nested too deep/],
  ])('%j', async (network, words) => {
    const to = of(network);
    const before = tf.memory().numTensors;
    for (const read of [loadNetwork, importNetwork]) {
      await expect(read(to)).rejects.toThrow(InputError);
      await expect(read(to)).rejects.toThrow(words);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
