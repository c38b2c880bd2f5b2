import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '@ddr-lab/engine/backend';

// Reads results in each way and asks for the impossible, on WebGPU, and prints what came as JSON.

/** What is printed. */
export interface Reading {
  /** The first and the last value by `dataSync`, by `data`, and by both while the other was on its way. */
  readonly ways: readonly (readonly number[])[];
  /** The first and the last complex value, as real and imaginary part each. */
  readonly complex: readonly number[];
  readonly notFinite: readonly string[];
  /** The error of a tensor larger than the GPU takes; and the largest of 1 to 4,000, asked for after it. */
  readonly tooLarge: string;
  readonly after: number;
  /** What reading says once the device is gone. */
  readonly lost: readonly string[];
}

/** tfjs hands fewer than 1,000 values to the processor. */
const SIZE = 4000;

const ends = (values: ArrayLike<number>, count = 1): number[] => {
  const all = Array.from(values);
  return [...all.slice(0, count), ...all.slice(-count)];
};

const message = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'no error';
  } catch (error) {
    return (error as Error).message;
  }
};

async function read(): Promise<Reading> {
  await useBackend();
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const x = tf.range(0, SIZE);
  const sum = (): tf.Tensor => tf.add(x, 1);
  const onItsWay = sum().data();
  const ways = [sum().dataSync(), await sum().data(), sum().dataSync(), await onItsWay].map((values) =>
    ends(values),
  );
  const z = tf.complex(x, tf.fill([SIZE], 2));
  const complex = ends(tf.mul(z, z).dataSync(), 2);
  const values = tf.tidy(() => tf.tile(tf.tensor1d([NaN, Infinity, -Infinity, 0]), [SIZE]));
  const notFinite = Array.from(tf.add(values, 1).dataSync().slice(0, 4), String);
  const tooLarge = await message(() => tf.tidy(() => tf.fill([device.limits.maxBufferSize / 4 + 64], 1)));
  const after = tf.max(sum()).dataSync()[0];
  device.destroy();
  const lost = [await message(() => sum().dataSync()), await message(() => sum().data())];
  return { ways, complex, notFinite, tooLarge, after, lost };
}

void read().then((reading) => console.log(JSON.stringify(reading)));
