import { firstAddress, memoryFor, type Address } from './loops';

/** Numbers that fit float32 exactly. */
export type Numbers = Float32Array | Uint8Array;

/** How many numbers of each operand are in WebAssembly's memory at a time: few enough for the first cache. */
export const block = 4096;

/** Where each operand's block lies, and behind them the result's; five at most. */
const places: readonly Address[] = [0, 1, 2, 3, 4].map((place) => firstAddress + place * block * 4);

/**
 * Runs a loop over operands, block by block: each is copied to WebAssembly's memory, and the result back.
 *
 * An operand may be shorter than the result: it is then read again and again, from its start (a scalar, a
 * bias of each channel). Lengths divide the result's, and the shorter the longer.
 *
 * @param run Computes `count` results from the operands' addresses, the last being the result's.
 */
export function elementwise(
  operands: readonly Numbers[],
  out: Float32Array | Uint8Array,
  run: (addresses: readonly Address[], count: number) => void,
): void {
  const size = out.length;
  const { floats, bytes } = memoryFor(places.length * block * 4);
  const isShort = (operand: Numbers): boolean => operand.length <= block && operand.length < size;
  // Every block starts where the short operands, laid out once, start anew.
  const cycle = Math.max(1, ...operands.filter(isShort).map(({ length }) => length));
  const step = cycle * Math.floor(block / cycle);
  operands.forEach((operand, i) => {
    if (isShort(operand)) repeat(operand, floats, places[i] / 4, Math.min(step, size));
  });
  const addresses = [...places.slice(0, operands.length), places[operands.length]];
  const result = places[operands.length];
  const fetched = operands
    .map((operand, i) => ({ operand, place: places[i] / 4 }))
    .filter((f) => !isShort(f.operand));
  for (let from = 0; from < size;) {
    let count = Math.min(step, size - from);
    for (const { operand } of fetched) count = Math.min(count, operand.length - (from % operand.length));
    for (const { operand, place } of fetched) {
      const start = from % operand.length;
      floats.set(count === operand.length ? operand : operand.subarray(start, start + count), place);
    }
    run(addresses, count);
    out.set(
      out instanceof Float32Array
        ? floats.subarray(result / 4, result / 4 + count)
        : bytes.subarray(result, result + count),
      from,
    );
    from += count;
  }
}

/** Writes an operand again and again, `count` numbers in all. */
function repeat(operand: Numbers, floats: Float32Array, start: number, count: number): void {
  if (operand.length === 1) {
    floats.fill(operand[0], start, start + count);
    return;
  }
  floats.set(operand, start);
  for (let done = operand.length; done < count; done *= 2) {
    floats.copyWithin(start + done, start, start + Math.min(done, count - done));
  }
}
