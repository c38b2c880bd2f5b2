import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNpz } from '@ddr-lab/base/arrays/npz';
import { importWeights, readWeightFile } from '../../../src/networks/import/import-weights';
import { encodeSafetensors } from '@ddr-lab/weights/safetensors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { smallNetwork } from './small-network';
import { dict, float32, torchLegacy, torchZip, type Py } from './torch-writer';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-places-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Tensors = ReadonlyMap<string, WeightTensor>;
const network = smallNetwork(1);
const another = smallNetwork(2);

const state = (tensors: Tensors, prefix = ''): ReadonlyMap<string, Py> =>
  new Map([...tensors].map(([name, { shape, data }]) => [prefix + name, float32(shape, data)]));
const named = (tensors: Tensors, prefix: string): [string, WeightTensor][] =>
  [...tensors].map(([name, tensor]) => [prefix + name, tensor]);

function file(bytes: Uint8Array, name = 'some.pth'): string {
  const to = path.join(folder, name);
  writeFileSync(to, bytes);
  return to;
}

/** Files of each format in which all names have a beginning. */
const writers: Readonly<Record<string, (prefix: string) => Promise<string> | string>> = {
  'PyTorch’s zip': (prefix) => file(torchZip(state(network, prefix))),
  'PyTorch’s older format': (prefix) => file(torchLegacy(state(network, prefix))),
  safetensors: (prefix) =>
    file(encodeSafetensors({ tensors: new Map(named(network, prefix)), metadata: {} }), 'some.safetensors'),
  npz: async (prefix) => {
    const to = path.join(folder, 'some.npz');
    await writeNpz(to, Object.fromEntries(named(network, prefix)));
    return to;
  },
};

const same = (found: Tensors, wanted: Tensors): void =>
  expect(new Map([...found].map(([name, { shape, data }]) => [name, { shape: [...shape], data }]))).toEqual(
    new Map([...wanted].map(([name, { shape, data }]) => [name, { shape: [...shape], data }])),
  );

describe.each(Object.entries(writers))('in %s', (_, write) => {
  it.each([
    ['', undefined],
    ['module.', undefined],
    ['_orig_mod.module.', undefined],
    ['generator.', 'generator'],
    ['params_ema.', 'params_ema'],
    ['state_dict.netG.module.', 'state_dict.netG'],
    ['a.name-nobody.has.7.', 'a.name-nobody.has.7'],
  ])('names that begin with "%s" are known all the same', async (prefix, place) => {
    const { tensors, metadata } = await readWeightFile(await write(prefix));
    same(tensors, network);
    expect(metadata.place).toBe(place);
  });
});

describe('a checkpoint', () => {
  const net = state(network);
  const counter = float32([], [5000]);
  const adam = dict({
    state: dict({ 0: dict({ step: counter, exp_avg: float32([2, 3, 3, 3], new Float32Array(54)) }) }),
    param_groups: [dict({ lr: 1, params: [0] })],
  });
  const critic = dict({
    'main.0.weight': float32([4, 3, 3, 3], new Float32Array(108)),
    'main.0.bias': float32([4], new Float32Array(4)),
  });

  it.each<[string, Py, string | undefined]>([
    ['a counter that is a tensor beside it', dict({ iteration: counter, params: net }), 'params'],
    ['the counter behind it', dict({ params: net, iteration: counter }), 'params'],
    ['an optimiser with tensors', dict({ optimizer: adam, net, epoch: 3 }), 'net'],
    ['a key of one’s own', dict({ epoch: 3, theBestOne: net }), 'theBestOne'],
    ['a list', [net, adam], '0'],
    ['lists and dicts in one another', dict({ all: [dict({ x: [net] })] }), 'all.0.x.0'],
    ['another kind of network', dict({ d: critic, g: net }), 'g'],
    [
      'both in one dict',
      new Map([...state(network, 'g.'), ...[...critic].map(([k, v]) => [`d.${k}`, v] as const)]),
      'g',
    ],
    ['an average of the weights', dict({ params: state(another), params_ema: net }), 'params_ema'],
    ['an average of another name', dict({ g: state(another), g_ema: net }), 'g_ema'],
    ['an average in front', dict({ model_ema: net, model: state(another) }), 'model_ema'],
    ['itself twice', dict({ a: net, b: net }), 'a'],
  ])('with %s', async (_, content, place) => {
    for (const write of [torchZip, torchLegacy]) {
      const { tensors, metadata } = await readWeightFile(file(write(content)));
      same(tensors, network);
      expect(metadata.place).toBe(place);
    }
  });

  it('with two networks is refused with their places, and read where one is named', async () => {
    const both = file(torchZip(dict({ first: net, second: state(another) })));
    await expect(importWeights(both)).rejects.toThrow(/several networks, at first \(.*\), second \(/);
    await expect(importWeights(both)).rejects.toThrow(/--place first/);
    same((await readWeightFile(both, { place: 'second' })).tensors, another);
    same((await readWeightFile(both, { place: 'first' })).tensors, network);
    await expect(readWeightFile(both, { place: 'third' })).rejects.toThrow(
      /no tensors at .*"third".*first, second/,
    );
    const flat = new Map([...named(network, 'one.'), ...named(another, 'two.')]);
    const other = file(encodeSafetensors({ tensors: flat, metadata: {} }), 'two.safetensors');
    await expect(importWeights(other)).rejects.toThrow(/several networks, at one/);
    const named2 = await importWeights(other, { place: 'two' });
    expect(named2.metadata.place).toBe('two');
    named2.model.dispose();
  });

  it('of which parts were compiled or wrapped by themselves', async () => {
    const parts = new Map(
      [...net].map(([name, tensor]) => [name.replace('body.0.', 'body.0._orig_mod.'), tensor]),
    );
    const { tensors, metadata } = await readWeightFile(file(torchZip(dict({ g: parts, extra: counter }))));
    same(tensors, network);
    expect(metadata.place).toBe('g');
  });

  it('of which nothing is recognised gives what is under a usual key, else everything', async () => {
    const odd = dict({ 'x.weight': float32([2], [1, 2]), 'y.weight': float32([1], [3]) });
    const read = async (content: Py): Promise<string[]> => [
      ...(await readWeightFile(file(torchZip(content)))).tensors.keys(),
    ];
    expect(await read(dict({ state_dict: odd, optimizer: adam }))).toEqual(['x.weight', 'y.weight']);
    expect(await read(dict({ mine: odd, epoch: 1 }))).toEqual(['mine.x.weight', 'mine.y.weight']);
  });
});

describe('a name says nothing', () => {
  it.each([
    ['safetensors', 'w.pth', encodeSafetensors({ tensors: network, metadata: {} })],
    ['PyTorch’s zip', 'w.safetensors', torchZip(state(network))],
    ['PyTorch’s older format', 'w.npz', torchLegacy(state(network))],
  ])('%s called %s', async (_, name, bytes) => {
    same((await readWeightFile(file(bytes, name))).tensors, network);
  });

  it.each([
    ['a web page', '<!DOCTYPE html><html>', /web page/],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0', /git lfs pull/],
    ['nothing', '', /empty/],
    ['one array', '\x93NUMPY\x01\x00', /one array/],
    ['HDF5', '\x89HDF\r\n\x1a\n', /HDF5/],
  ])('%s is no file of weights, and is called what it is', async (_, content, words) => {
    await expect(readWeightFile(file(Buffer.from(content, 'latin1'), 'w.pth'))).rejects.toThrow(words);
  });
});
