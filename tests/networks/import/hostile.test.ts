import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { readWeightFile } from '../../../src/networks/import/import-weights';

const fixtures = path.join(__dirname, '../../fixtures/import');
const folder = mkdtempSync(path.join(tmpdir(), 'ddr-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const short = (text: string): string => `\x8c${String.fromCharCode(text.length)}${text}`;
const named = (module: string, name: string): string => `c${module}\n${name}\n`;

/** A file as torch.save writes it, around a pickle of our own. */
function torchFile(pickle: string, entries: Record<string, Uint8Array> = {}): string {
  const file = path.join(folder, 'hostile.pth');
  const all = { 'archive/data.pkl': latin(pickle), 'archive/data/0': new Uint8Array(16), ...entries };
  writeFileSync(file, zipSync(all, { level: 0 }));
  return file;
}

const storage = (count: string): string =>
  `(${short('storage')}${named('torch', 'FloatStorage')}${short('0')}${short('cpu')}${count}tQ`;
/** A state dict of one tensor: shape and strides as pickled tuples. */
const tensor = (shape: string, strides: string, { count = 'K\x04', offset = 'K\x00' } = {}): string =>
  `\x80\x02}${short('w')}${named('torch._utils', '_rebuild_tensor_v2')}(${storage(count)}${offset}${shape}${strides}\x89${named('collections', 'OrderedDict')})RtRs.`;

describe('a hostile pickle', () => {
  it('is well made here: the harmless one is read', async () => {
    const { tensors } = await readWeightFile(torchFile(tensor('K\x02K\x02\x86', 'K\x02K\x01\x86')));
    expect(tensors.get('w')).toEqual({ shape: [2, 2], data: new Float32Array(4) });
  });

  const mark = path.join(folder, 'was-here');
  it.each([
    ['os.system', `${named('os', 'system')}(Vtouch ${mark}\ntR.`],
    ['posix.system', `\x80\x04${short('posix')}${short('system')}\x93(Vtouch ${mark}\ntR.`],
    ['builtins.eval', `${named('builtins', 'eval')}(V1\ntR.`],
    ['builtins.getattr', `${named('builtins', 'getattr')}(V1\nV2\ntR.`],
    ['torch.hub.load', `${named('torch.hub', 'load')}.`],
    ['torch.storage._load_from_bytes', `${named('torch.storage', '_load_from_bytes')}.`],
    ['collections.__proto__', `${named('collections', '__proto__')}.`],
    ['Network', `${named('models', 'Network')})\x81}b.`],
    ['0x69', `(ios\nsystem\n.`],
    ['0x82', `\x82\x01.`],
  ])('that names %s is refused by that name', async (name, pickle) => {
    await expect(readWeightFile(torchFile(pickle))).rejects.toThrow(InputError);
    await expect(readWeightFile(torchFile(pickle))).rejects.toThrow(name);
    expect(existsSync(mark)).toBe(false);
  });

  it.each([
    ['a list that holds itself', '\x80\x02]\x94h\x00a.', /no dict/],
    ['a dict that holds itself', `\x80\x02}\x94${short('w')}h\x00s.`, /no tensors/],
    ['nothing', '', /ends too early/],
    ['an empty stack', '.', /stack/],
    ['a text of 4 GiB', 'X\xff\xff\xff\xff.', /ends too early/],
    ['bytes of 2^63', '\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.', /ends too early/],
    ['a whole number of 2 GiB', '\x8b\xff\xff\xff\x7f.', /whole number/],
    ['a mark that is not there', 't.', /mark/],
    ['a memo that is not there', 'h\x07.', /memo/],
    ['protocol 9', '\x80\x09N.', /protocol 9/],
    ['a negative size', tensor('J\xfe\xff\xff\xffJ\xfe\xff\xff\xff\x86', 'K\x02K\x01\x86'), /negative/],
    [
      'more numbers than its storage has',
      tensor('M\xff\xffM\xff\xff\x86', 'K\x00K\x00\x86'),
      /65535 x 65535/,
    ],
    ['numbers beyond its storage', tensor('K\x02K\x02\x86', 'K\x09K\x01\x86'), /2 x 2/],
    ['an offset beyond its storage', tensor('K\x01\x85', 'K\x01\x85', { offset: 'K\x09' }), /storage of 4/],
    [
      'a storage larger than its entry',
      tensor('M\x00\x04\x85', 'K\x01\x85', { count: 'M\x00\x04' }),
      /16 bytes where 4096/,
    ],
    [
      'a storage of 2^60 numbers',
      tensor('K\x01\x85', 'K\x01\x85', { count: `\x8a\x08${'\x00'.repeat(7)}\x10` }),
      /storage has no name or no size|16 bytes where/,
    ],
  ])('with %s is a clear error', async (_, pickle, message) => {
    await expect(readWeightFile(torchFile(pickle))).rejects.toThrow(InputError);
    await expect(readWeightFile(torchFile(pickle))).rejects.toThrow(message);
  });

  it('in a zip whose entry claims more than its bytes can make is refused before memory is taken', async () => {
    const zip = Buffer.from(zipSync({ 'a/data.pkl': new Uint8Array(100_000) }, { level: 9 }));
    // The uncompressed size in the central directory, 24 bytes from its signature on.
    zip.writeUInt32LE(0xfffffff0, zip.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24);
    const file = path.join(folder, 'bomb.pth');
    writeFileSync(file, zip);
    await expect(readWeightFile(file)).rejects.toThrow(/claims 4294967280 bytes/);
  });

  it('in a zip with names that leave the folder writes nothing', async () => {
    const outside = path.join(folder, '..', 'ddr-was-here');
    const file = torchFile(tensor('K\x04\x85', 'K\x01\x85'), { '../../ddr-was-here': new Uint8Array(4) });
    await readWeightFile(file).catch(() => undefined);
    expect(existsSync(outside)).toBe(false);
  });
});

describe('damaged weight files', () => {
  const files = [
    'msrresnet-x2-kair.pth',
    'formats/legacy.pth',
    'formats/checkpoint.pth',
    'formats/plain.npz',
    'formats/plain.safetensors',
  ];

  it.each(files)('%s cut short is a clear error, wherever it was cut', async (name) => {
    const whole = readFileSync(path.join(fixtures, name));
    const file = path.join(folder, `cut${path.extname(name)}`);
    for (let part = 0; part < 20; part++) {
      writeFileSync(file, whole.subarray(0, Math.floor((whole.length * part) / 20)));
      await expect(readWeightFile(file)).rejects.toThrow(InputError);
      await expect(readWeightFile(file)).rejects.toThrow(file);
    }
  });
});

it('a symbolic file of endless bytes is no weight file', async () => {
  await expect(readWeightFile('/dev/zero')).rejects.toThrow(/no such file/);
  const pipe = path.join(folder, 'pipe.pth');
  execFileSync('mkfifo', [pipe]);
  await expect(readWeightFile(pipe)).rejects.toThrow(/no such file/);
});
