import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { importWeights, readWeightFile } from '../../../src/networks/import/import-weights';
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

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-beside-'));
afterAll(() => rmSync(folder, { recursive: true }));

const network = smallNetwork(3);
const mark = path.join(folder, 'was-here');

function file(bytes: Uint8Array): string {
  const to = path.join(folder, 'some.pth');
  writeFileSync(to, bytes);
  return to;
}

/** The network's tensors, each made by `make`. */
const state = (make: (tensor: PyTensor) => Py): ReadonlyMap<string, Py> =>
  new Map([...network].map(([name, { shape, data }]) => [name, make(float32(shape, data))]));
const plain = state((tensor) => tensor);

async function expectNetwork(bytes: Uint8Array): Promise<void> {
  const { tensors } = await readWeightFile(file(bytes));
  expect([...tensors.keys()]).toEqual([...network.keys()]);
  for (const [name, { shape, data }] of tensors) {
    expect(shape).toEqual(network.get(name)!.shape);
    expect(data).toEqual(network.get(name)!.data);
  }
}

/** A NumPy array as NumPy pickles it in protocol 2: bytes as a text. */
function numpy(w: TorchWriter, { shape, bytes }: PyTensor, module = 'numpy.core'): Raw {
  const order = w.tuple(3, '<', null, null, null, -1, -1, 0);
  const type = w.call('numpy.dtype', ['f4', false, true], order);
  const data = w.call('_codecs.encode', [Buffer.from(bytes).toString('latin1'), 'latin1']);
  const empty = [w.name('numpy.ndarray'), w.tuple(0), 'b'];
  return w.call(`${module}.multiarray._reconstruct`, empty, w.tuple(1, w.tuple(...shape), type, false, data));
}

/** What checkpoints have beside weights. */
const harmless: readonly (readonly [what: string, make: (w: TorchWriter) => Py])[] = [
  ['settings of a command line', (w) => w.object('argparse.Namespace', dict({ lr: 1, arch: 'x' }))],
  ['a date', (w) => w.call('datetime.datetime', [new Raw('C\x0a0123456789')])],
  ['a path', (w) => w.call('pathlib.PosixPath', ['a', 'b'])],
  ['a function', (w) => w.name('torch.nn.functional.relu')],
  ['a class', (w) => w.name('my.models.Network')],
  ['a set', (w) => w.call('__builtin__.set', [[1, 2]])],
  ['a counter', (w) => w.call('collections.Counter', [dict({ a: 1 })])],
  [
    'a default dict',
    (w) =>
      new Raw(
        `${w.call('collections.defaultdict', [w.name('__builtin__.list')]).code}(${w.code('k')}J\x01\x00\x00\x00u`,
      ),
  ],
  [
    'a NumPy number',
    (w) =>
      w.call('numpy.core.multiarray.scalar', [
        w.call('numpy.dtype', ['f8', false, true]),
        w.call('_codecs.encode', ['12345678', 'latin1']),
      ]),
  ],
  ['a NumPy array', (w) => numpy(w, float32([2], [1, 2]))],
  [
    'an array of objects',
    (w) =>
      w.call(
        'numpy.core.multiarray._reconstruct',
        [w.name('numpy.ndarray'), w.tuple(0), 'b'],
        w.tuple(1, w.tuple(1), w.call('numpy.dtype', ['O8', false, true]), false, ['x']),
      ),
  ],
  [
    'NumPy’s random state',
    (w) => w.call('numpy.random._pickle.__randomstate_ctor', ['MT19937'], dict({ pos: 3 })),
  ],
  [
    'settings of Lightning, a dict of its own',
    (w) => new Raw(`${w.object('lightning.AttributeDict').code}(${w.code('lr')}${w.code(3)}u`),
  ],
  [
    'OmegaConf',
    (w) =>
      w.object(
        'omegaconf.dictconfig.DictConfig',
        dict({ _content: dict({ a: w.object('omegaconf.nodes.AnyNode') }) }),
      ),
  ],
  ['an enumeration', (w) => w.call('__builtin__.getattr', [w.name('my.Mode'), 'TRAIN'])],
  [
    'an object that makes objects',
    (w) => new Raw(`${w.call('functools.partial', [w.name('my.f')]).code}${w.tuple().code}R`),
  ],
  ['a list of a class of its own', (w) => new Raw(`${w.object('my.List').code}(${w.code(1)}${w.code(2)}e`)],
  [
    'a device, a type and a size',
    (w) => [w.call('torch.device', ['cuda', 0]), w.name('torch.float32'), w.call('torch.Size', [[1, 2]])],
  ],
  [
    'a sparse tensor',
    (w) =>
      w.call('torch._utils._rebuild_sparse_tensor', [
        w.name('torch.sparse_coo'),
        w.tuple(float32([1], [0]), float32([1], [2])),
      ]),
  ],
  [
    'a quantised tensor',
    (w) =>
      w.call('torch._utils._rebuild_qtensor', [
        w.storage(new PyTensor([4], new Uint8Array(4), 'QInt8Storage', 1)),
        0,
      ]),
  ],
  ['complex numbers', () => new PyTensor([1], new Uint8Array(8), 'ComplexFloatStorage', 8)],
  [
    'a mask that repeats itself',
    (w) =>
      w.call('torch._utils._rebuild_tensor_v2', [
        w.storage(float32([1], [1])),
        0,
        w.tuple(64, 64),
        w.tuple(0, 0),
        false,
        null,
      ]),
  ],
  ['an order to run a program', (w) => w.call('os.system', [`touch ${mark}`])],
  ['itself', () => new Raw(']\x94h\x00a')],
];

describe('beside the weights', () => {
  it.each(harmless)('%s stays as it is', async (_, make) => {
    await expectNetwork(torchZip((w) => dict({ before: make(w), model: plain, after: [make(w)] })));
    expect(existsSync(mark)).toBe(false);
  });

  it('all of it together, in the older format, too', async () => {
    const known = harmless.filter(([what]) => !/quantised|complex|itself/.test(what));
    await expectNetwork(
      torchLegacy((w) => dict({ extra: known.map(([, make]) => make(w)), state_dict: plain })),
    );
    expect(existsSync(mark)).toBe(false);
  });

  it('a state dict of a class of its own is one, too', async () => {
    const items = (w: TorchWriter): string =>
      [...plain].map(([key, value]) => w.code(key) + w.code(value)).join('');
    await expectNetwork(torchZip((w) => new Raw(`${w.object('my.StateDict').code}(${items(w)}u`)));
    await expectNetwork(torchZip((w) => w.object('my.Checkpoint', dict({ epoch: 1, weights: plain }))));
  });

  it('a network that was saved whole has its tensors where its modules are', async () => {
    const module = (w: TorchWriter, parts: Record<string, Py>, own: Record<string, Py> = {}): Py =>
      w.object(
        'my.models.Module',
        dict({ training: false, _parameters: dict(own), _buffers: dict({}), _modules: dict(parts) }),
      );
    const conv = (w: TorchWriter, name: string): Py =>
      module(w, {}, { weight: plain.get(`${name}.weight`)!, bias: plain.get(`${name}.bias`)! });
    const whole = (w: TorchWriter): Py =>
      module(w, {
        conv_first: conv(w, 'conv_first'),
        body: module(w, { 0: module(w, { conv1: conv(w, 'body.0.conv1'), conv2: conv(w, 'body.0.conv2') }) }),
        upconv1: conv(w, 'upconv1'),
        conv_hr: conv(w, 'conv_hr'),
        conv_last: conv(w, 'conv_last'),
      });
    await expectNetwork(torchZip((w) => dict({ epoch: 7, model: whole(w) })));
  });
});

describe('weights in other forms than tensors', () => {
  const forms: readonly (readonly [what: string, make: (w: TorchWriter, tensor: PyTensor) => Py])[] = [
    ['parameters', (w, tensor) => w.call('torch._utils._rebuild_parameter', [tensor, true, null])],
    [
      'parameters with attributes',
      (w, tensor) =>
        w.call('torch._utils._rebuild_parameter_with_state', [tensor, true, null, dict({ a: 1 })]),
    ],
    [
      'tensors of a class of their own',
      (w, tensor) =>
        w.call('torch._tensor._rebuild_from_type_v2', [
          w.name('torch._utils._rebuild_tensor_v2'),
          w.name('my.Tensor'),
          w.tuple(...w.view(tensor)),
          dict({}),
        ]),
    ],
    ['the oldest form', (w, tensor) => w.call('torch._utils._rebuild_tensor', w.view(tensor).slice(0, 4))],
    [
      'bytes with a type',
      (w, { shape, bytes }) => {
        const view = w.view(new PyTensor(shape, bytes, 'UntypedStorage', 1));
        return w.call('torch._utils._rebuild_tensor_v3', [...view, w.name('torch.float32')]);
      },
    ],
    ['NumPy arrays', (w, tensor) => numpy(w, tensor)],
    ['NumPy arrays of version 2', (w, tensor) => numpy(w, tensor, 'numpy._core')],
  ];

  it.each(forms)('%s', async (_, make) => {
    await expectNetwork(torchZip((w) => state((tensor) => make(w, tensor))));
  });

  it('a plain pickle of NumPy arrays', async () => {
    let whole = '';
    torchZip((w) => {
      whole = w.code(state((tensor) => numpy(w, tensor)));
      return null;
    });
    await expectNetwork(Buffer.from(`\x80\x02${whole}.`, 'latin1'));
  });

  it('what cannot be read is named where the weights need it', async () => {
    const broken = (w: TorchWriter): Py =>
      new Map([...plain, ['conv_hr.weight', w.call('torch._utils._rebuild_qtensor', [1])]]);
    const reading = importWeights(file(torchZip((w) => dict({ params: broken(w) }))));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/conv_hr.weight is torch._utils._rebuild_qtensor/);
  });
});

describe('numbers', () => {
  const one = async (tensor: PyTensor): Promise<{ data: Float32Array; lost?: string }> => {
    const { tensors, metadata } = await readWeightFile(file(torchZip(dict({ w: tensor }))));
    return { data: tensors.get('w')!.data, lost: metadata.lost };
  };

  it('too small for float32 are said to be lost, too large ones refused', async () => {
    const bytes = (values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
    const { data, lost } = await one(new PyTensor([3], bytes([1e-200, 0.5, 0]), 'DoubleStorage', 8));
    expect([...data]).toEqual([0, 0.5, 0]);
    expect(lost).toMatch(/1 number of tensor w \(3\) became 0/);
    await expect(one(new PyTensor([1], bytes([1e300]), 'DoubleStorage', 8))).rejects.toThrow(
      /w \(1\) holds 1e\+300/,
    );
    expect((await one(new PyTensor([1], bytes([0.1]), 'DoubleStorage', 8))).lost).toBeUndefined();
  });

  it.each([
    ['LongStorage', 8, BigInt64Array.of(-3n, 7n)],
    ['IntStorage', 4, Int32Array.of(-3, 7)],
    ['ShortStorage', 2, Int16Array.of(-3, 7)],
    ['CharStorage', 1, Int8Array.of(-3, 7)],
  ] as const)('%s', async (kind, size, values) => {
    expect([...(await one(new PyTensor([2], new Uint8Array(values.buffer), kind, size))).data]).toEqual([
      -3, 7,
    ]);
  });
});
