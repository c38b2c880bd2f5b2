import { expect, it } from 'vitest';
import { fingerprintOf, type KeyPart } from '@ddr-lab/base/cache/key';

it('no two lists of parts share a fingerprint, however they run together', () => {
  const lists: KeyPart[][] = [
    [],
    [''],
    ['', ''],
    ['ab'],
    ['a', 'b'],
    ['1'],
    [1],
    [true],
    ['true'],
    [12, 3],
    [1, 23],
    ['1\nstring 1\n2'],
    ['1', '2'],
    [Float32Array.of(1)],
    [Float64Array.of(1)],
    [Float32Array.of(1, 0)],
    [Float32Array.of(1), Float32Array.of(0)],
    [Float32Array.of(0)],
    [Float32Array.of(-0)],
    [Int32Array.of(0)],
  ];
  const keys = lists.map((parts) => fingerprintOf(...parts));
  expect(new Set(keys).size).toBe(lists.length);
  expect(fingerprintOf('a', Float32Array.of(1.5))).toBe(fingerprintOf('a', Float32Array.of(1.5)));
});

it('reads an array as it lies in a larger one', () => {
  const whole = Float64Array.of(7, 8, 9);
  expect(fingerprintOf(whole.subarray(1, 2))).toBe(fingerprintOf(Float64Array.of(8)));
});
