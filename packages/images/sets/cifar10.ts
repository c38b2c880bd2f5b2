import { open, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '../image';
import type { ImageSet } from '../image-set';

/** CIFAR-10's classes, in the order of its label bytes. */
const cifar10Classes = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

const SIZE = 32;
const PLANE = SIZE * SIZE;
/** One label byte, then the red, the green and the blue plane. */
const RECORD = 1 + 3 * PLANE;

/** What `openCifar10` takes. */
export interface Cifar10Options {
  /** `train` (default): every `data_batch_*.bin`, by name; `test`: `test_batch.bin`. */
  split?: 'train' | 'test';
  /** Take the first `count` images only; default all. */
  count?: number;
}

/**
 * CIFAR-10 (Krizhevsky 2009) from its official binary records, any number of batches of any length.
 * Labels are read when the set is opened, images when asked for.
 *
 * @throws InputError naming the file when there is no batch, when a batch is cut off (its length is not
 * whole records of 3,073 bytes) or holds a label above 9.
 */
export async function openCifar10(folder: string, options: Cifar10Options = {}): Promise<ImageSet> {
  const { split = 'train', count = Infinity } = options;
  const wanted = split === 'train' ? /^data_batch_.*\.bin$/ : /^test_batch\.bin$/;
  const files = (await readdir(folder).catch(() => [] as string[]))
    .filter((file) => wanted.test(file))
    .sort();
  if (files.length === 0) {
    const pattern = split === 'train' ? 'data_batch_*.bin' : 'test_batch.bin';
    throw new InputError(
      `${folder}: holds no ${pattern} (CIFAR-10's binary version; \`ddr fetch cifar10\`).`,
    );
  }
  const places: { file: string; record: number }[] = [];
  const labels: number[] = [];
  for (const name of files) {
    const file = path.join(folder, name);
    for (const [record, label] of (await readLabels(file)).entries()) {
      if (labels.length >= count) break;
      places.push({ file, record });
      labels.push(label);
    }
  }
  const placeOf = (index: number): { file: string; record: number } => {
    const place = places[index];
    if (!place) throw new InputError(`cifar10/${split} has images 0 to ${places.length - 1}, not ${index}.`);
    return place;
  };
  return {
    name: `cifar10/${split}`,
    count: places.length,
    read: async (index) => readRecord(placeOf(index)),
    readAll: () => readRecords(places),
    label: (index) => `${path.basename(placeOf(index).file, '.bin')} ${placeOf(index).record}`,
    classes: { names: cifar10Classes, ofImage: Int32Array.from(labels) },
  };
}

async function readLabels(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file);
  if (bytes.length === 0 || bytes.length % RECORD !== 0) {
    throw new InputError(
      `${file}: ${bytes.length} bytes are not whole records of ${RECORD}; the file is cut off or no CIFAR-10 batch.`,
    );
  }
  const labels = new Uint8Array(bytes.length / RECORD);
  for (let record = 0; record < labels.length; record++) {
    const label = bytes[record * RECORD];
    if (label >= cifar10Classes.length) {
      throw new InputError(
        `${file}: record ${record} has label ${label}; CIFAR-10's are 0 to 9. Is it another data set?`,
      );
    }
    labels[record] = label;
  }
  return labels;
}

async function readRecord({ file, record }: { file: string; record: number }): Promise<Image> {
  const planes = new Uint8Array(3 * PLANE);
  const handle = await open(file);
  try {
    const { bytesRead } = await handle.read(planes, 0, planes.length, record * RECORD + 1);
    if (bytesRead !== planes.length) throw new InputError(`${file}: cut off within record ${record}.`);
  } finally {
    await handle.close();
  }
  const image = createImage(SIZE, SIZE);
  for (let pixel = 0; pixel < PLANE; pixel++) {
    for (let c = 0; c < 3; c++) image.data[pixel * 3 + c] = planes[c * PLANE + pixel] / 255;
  }
  return image;
}

/** Every record's image as bytes, pixel by pixel: each batch is read once, where `readRecord` opens it each time. */
async function readRecords(places: readonly { file: string; record: number }[]): Promise<Uint8Array> {
  const out = new Uint8Array(places.length * 3 * PLANE);
  let batch = { file: '', bytes: new Uint8Array() };
  for (const [index, { file, record }] of places.entries()) {
    if (batch.file !== file) batch = { file, bytes: await readFile(file) };
    const start = record * RECORD + 1;
    if (start + 3 * PLANE > batch.bytes.length) {
      throw new InputError(`${file}: cut off within record ${record}.`);
    }
    const at = index * 3 * PLANE;
    for (let c = 0; c < 3; c++) {
      const plane = start + c * PLANE;
      for (let pixel = 0; pixel < PLANE; pixel++) out[at + pixel * 3 + c] = batch.bytes[plane + pixel];
    }
  }
  return out;
}
