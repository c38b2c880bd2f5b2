import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataRoot } from '../../../src/images/data-root';
import { createImage } from '@ddr-lab/images/image';
import { toBytes, writeImage } from '@ddr-lab/images/io';
import { openCifar10 } from '@ddr-lab/images/sets/cifar10';
import { openFolder } from '@ddr-lab/images/sets/folder';
import { openSet, presentSets, setNames } from '../../../src/images/sets/open';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'ddr-sets-'));
  vi.stubEnv('DDR_DATA', root);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

/** A grey image file of the given level of 255. */
async function putImage(file: string, level: number): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeImage(createImage(6, 9, new Float32Array(6 * 9 * 3).fill(level / 255)), path.join(root, file));
}

/** CIFAR-10 records whose red, green and blue planes hold label, label + 10 and the pixel's number of 256. */
function records(...labels: number[]): Buffer {
  return Buffer.concat(
    labels.map((label) =>
      Buffer.concat([
        Buffer.from([label]),
        Buffer.alloc(1024, label),
        Buffer.alloc(1024, label + 10),
        Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 256)),
      ]),
    ),
  );
}

describe('openFolder', () => {
  it('reads images sorted by name and leaves all else out', async () => {
    await putImage('b.png', 20);
    await putImage('a.PNG', 10);
    await putImage('c.jpg', 30);
    await putImage('deeper/d.png', 40);
    await writeFile(path.join(root, 'notes.txt'), 'no image');
    await writeFile(path.join(root, '.hidden.png'), 'no image');
    const set = await openFolder(root, { name: 'greys' });
    expect(set.name).toBe('greys');
    expect([...Array(set.count).keys()].map(set.label)).toEqual(['a.PNG', 'b.png', 'c.jpg']);
    const image = await set.read(1);
    expect([image.height, image.width]).toEqual([6, 9]);
    expect(image.data[0]).toBeCloseTo(20 / 255, 6);
    expect((await openFolder(root, { count: 2 })).count).toBe(2);
    await expect(set.read(3)).rejects.toThrow('0 to 2');
  });

  it('names a folder that is missing, empty or a file', async () => {
    await expect(openFolder(path.join(root, 'gone'))).rejects.toThrow(/gone: no such folder/);
    await mkdir(path.join(root, 'empty'));
    await expect(openFolder(path.join(root, 'empty'))).rejects.toThrow(/empty: holds no image/);
    await writeFile(path.join(root, 'file'), '');
    await expect(openFolder(path.join(root, 'file'))).rejects.toThrow(/file: not a folder/);
  });
});

describe('openCifar10', () => {
  it('reads records of any number of batches in order', async () => {
    await writeFile(path.join(root, 'data_batch_2.bin'), records(7));
    await writeFile(path.join(root, 'data_batch_1.bin'), records(3, 9));
    const set = await openCifar10(root);
    expect(set.count).toBe(3);
    expect([...set.classes!.ofImage]).toEqual([3, 9, 7]);
    expect(set.classes!.names[3]).toBe('cat');
    const { data } = await set.read(1);
    expect(data[0]).toBeCloseTo(9 / 255, 6);
    expect(data[1]).toBeCloseTo(19 / 255, 6);
    expect(data[3 * 33 + 2]).toBeCloseTo(33 / 255, 6);
    expect(set.label(2)).toBe('data_batch_2 0');
  });

  it('gives all records at once as it gives them one by one', async () => {
    await writeFile(path.join(root, 'data_batch_2.bin'), records(7));
    await writeFile(path.join(root, 'data_batch_1.bin'), records(3, 9, 4));
    const set = await openCifar10(root, { count: 4 });
    const images = await Promise.all([0, 1, 2, 3].map((index) => set.read(index)));
    expect(Buffer.from(await set.readAll!())).toEqual(Buffer.concat(images.map(toBytes)));
    expect(await (await openCifar10(root, { count: 2 })).readAll!()).toHaveLength(2 * 3072);
  });

  it('names a batch that is cut off, empty, of another set, or missing', async () => {
    const file = path.join(root, 'test_batch.bin');
    const read = (): Promise<unknown> => openCifar10(root, { split: 'test' });
    await expect(read()).rejects.toThrow(/no test_batch\.bin/);
    await writeFile(file, records(1, 2).subarray(0, 5000));
    await expect(read()).rejects.toThrow(/test_batch\.bin: 5000 bytes are not whole records/);
    await writeFile(file, '');
    await expect(read()).rejects.toThrow(/0 bytes/);
    await writeFile(file, records(12));
    await expect(read()).rejects.toThrow(/record 0 has label 12/);
  });
});

describe('openSet', () => {
  it('draws scenes of any count, size and seed', async () => {
    const set = await openSet('scenes', { count: 4, size: 40, seed: 8 });
    expect(set.count).toBe(4);
    const image = await set.read(3);
    expect([image.height, image.width]).toEqual([40, 40]);
    const longer = await openSet('scenes', { count: 9, size: 40, seed: 8 });
    expect((await longer.read(3)).data).toEqual(image.data);
    await expect(set.read(4)).rejects.toThrow('0 to 3');
  });

  it('draws objects with their classes', async () => {
    const set = await openSet('scenes/objects', { count: 23 });
    expect(set.classes!.names).toHaveLength(10);
    expect(set.classes!.ofImage[17]).toBe(7);
    expect((await set.read(17)).height).toBe(32);
  });

  it('opens a known set below the data root, and any folder by its path', async () => {
    await putImage('bsds500/val/1.png', 1);
    await putImage('city100/iPhoneX/001H.png', 2);
    await putImage('city100/iPhoneX/001L.png', 3);
    expect((await openSet('bsds500/val')).name).toBe('bsds500/val');
    expect((await openSet('city100/iPhoneX/low')).label(0)).toBe('001L.png');
    expect((await openSet(path.join(root, 'bsds500', 'val'))).count).toBe(1);
    await putImage('holiday/beach/1.png', 4);
    expect((await openSet('holiday/beach')).name).toBe('holiday/beach');
    expect(presentSets()).toContain('bsds500/val');
    expect(presentSets()).not.toContain('set5');
  });

  it('says how to get what is missing', async () => {
    await expect(openSet('div2k/val')).rejects.toThrow(/div2k\/val is not in .*`ddr fetch div2k`.*DDR_DATA/s);
    vi.stubEnv('DDR_DATA', '');
    await expect(openSet('set5')).rejects.toThrow(/no data root/);
  });

  it('names what it knows where a name is unknown', async () => {
    await expect(openSet('imagenet')).rejects.toThrow(/imagenet: neither.*bsds500\/train.*Present: scenes/s);
    await expect(openSet('constructor')).rejects.toThrow(/Known/);
    await expect(openSet('./nowhere')).rejects.toThrow(/no such folder/);
  });

  it.each([0, -3, 2.5, NaN])('refuses %d images', async (count) => {
    await expect(openSet('scenes', { count })).rejects.toThrow(/positive whole number/);
  });

  it('lists every name once', () => {
    expect(new Set(setNames()).size).toBe(setNames().length);
  });
});

describe('dataRoot', () => {
  it('is DDR_DATA, nothing where that is empty, an error where it does not exist', () => {
    expect(dataRoot()).toBe(root);
    vi.stubEnv('DDR_DATA', '');
    expect(dataRoot()).toBeUndefined();
    vi.stubEnv('DDR_DATA', path.join(root, 'gone'));
    expect(() => dataRoot()).toThrow(/gone, which is no folder/);
  });
});
