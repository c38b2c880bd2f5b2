import { decodeModel, encodeModel, type OnnxModel } from '@ddr-lab/engine/onnxruntime/onnx-model';
import type { createRandom } from '@ddr-lab/base/random';

type Random = ReturnType<typeof createRandom>;

const pick = (random: Random, count: number): number => Math.floor(count * random.uniform());
const oneOf = <T>(random: Random, list: readonly T[]): T => list[pick(random, list.length)];

/** Values at which programs stumble. */
const odd: readonly unknown[] = [
  ...[-1, 0, 1, 2, 3, 7, 64, 255, 65536, 1e6, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 1e308, -0.5],
  ...[null, true, '', '__proto__', 'constructor', 'image', 'x', [], {}, [1, 2, 3], '\u0000', '\ud800'],
];

/** Some bytes changed, or a piece cut out, doubled, or cut off. */
export function changedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const kind = pick(random, 8);
  const at = pick(random, bytes.length);
  const length = 1 + pick(random, 40);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  const result = Uint8Array.from(bytes);
  for (let i = 1 + pick(random, 6); i > 0; i--) result[pick(random, bytes.length)] = pick(random, 256);
  return result;
}

/** JSON with up to three of its values replaced, exchanged, taken away or doubled; every fourth time its letters. */
export function changedJson(text: Buffer, random: Random): Uint8Array {
  if (random.uniform() < 0.25) {
    const letters = [...Buffer.from('0123456789"{}[],:-.e/abcNtrunl')];
    const result = Buffer.from(text);
    for (let i = 1 + pick(random, 3); i > 0; i--)
      result[pick(random, result.length)] = oneOf(random, letters);
    return result;
  }
  const value = JSON.parse(text.toString()) as unknown;
  for (let i = 1 + pick(random, 3); i > 0; i--) {
    const places = placesIn(value);
    if (places.length === 0) break;
    const { parent, key } = oneOf(random, places);
    const kind = pick(random, 6);
    if (kind === 0 && Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (kind === 0) Reflect.deleteProperty(parent, key);
    else if (kind === 1 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
    else if (kind === 2) {
      const other = oneOf(random, places);
      parent[key] = structuredClone(other.parent[other.key]);
    } else parent[key] = oneOf(random, odd);
  }
  return Buffer.from(JSON.stringify(value));
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown): Place[] {
  const found: Place[] = [];
  const waiting = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    for (const key of Object.keys(one)) {
      found.push({ parent: one as Record<string, unknown>, key });
      waiting.push((one as Record<string, unknown>)[key]);
    }
  }
  return found;
}

const operations = [
  ...[
    'Conv',
    'ConvTranspose',
    'Relu',
    'Add',
    'Mul',
    'Reshape',
    'Tile',
    'Expand',
    'ConstantOfShape',
    'Resize',
  ],
  ...[
    'Pad',
    'Gather',
    'Concat',
    'Split',
    'Shape',
    'Identity',
    'If',
    'Loop',
    'Cast',
    'MatMul',
    'Softmax',
    'Range',
  ],
  ...['DepthToSpace', 'SpaceToDepth', 'NonZero', 'Slice', 'Einsum', 'Frobnicate', 'LSTM', 'SequenceEmpty'],
];

/** An ONNX model with up to three of its operations, names, settings or sizes changed; every other time its bytes. */
export function changedOnnx(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.uniform() < 0.5) return changedBytes(bytes, random);
  const model = decodeModel(bytes) as OnnxModel & { graph: NonNullable<OnnxModel['graph']> };
  const { node, initializer, input } = model.graph;
  const names = [
    ...node.flatMap(({ output }) => output),
    ...initializer.map(({ name = '' }) => name),
    'x',
    '',
    '__proto__',
  ];
  for (let i = 1 + pick(random, 3); i > 0; i--) {
    const one = oneOf(random, node);
    const whole = oneOf(random, [-1, 0, 1, 2, 3, 5, 64, 4096, 2 ** 31, 2 ** 40]);
    const tensor = oneOf(random, initializer);
    const changes = [
      () => (one.opType = oneOf(random, operations)),
      () => (one.input[pick(random, one.input.length)] = oneOf(random, names)),
      () => one.input.push(oneOf(random, names)),
      () => (one.output[0] = oneOf(random, names)),
      () => one.attribute.forEach((attribute) => (attribute.ints = (attribute.ints ?? []).map(() => whole))),
      () => one.attribute.forEach((attribute) => (attribute.i = whole)),
      () => (tensor.dims[pick(random, tensor.dims.length)] = whole),
      () => (tensor.dataType = pick(random, 24)),
      () => node.splice(node.indexOf(one), 1),
      () => node.push({ ...one }),
      () => (input[0].type!.tensorType!.shape!.dim[pick(random, 4)] = { dimValue: whole }),
      () => (model.opsetImport = [{ domain: '', version: pick(random, 30) }]),
    ];
    if (node.length > 1) oneOf(random, changes)();
  }
  return encodeModel(model);
}
