import { toHalf } from '@ddr-lab/base/arrays/half';
import { plain, type OnnxNode, type OnnxValue } from '@ddr-lab/engine/onnxruntime/onnx-model';
import { axisAttribute, constant, operation, sizesOf } from './nodes';
import { inputText, openInputs } from './image-input';
import type { CheckedModel } from './read-onnx';

/** One number, in the bytes of each type that an input may have, by onnx.proto's numbers. */
const encoded: Readonly<Record<number, (value: number) => ArrayBufferView>> = {
  1: (value) => Float32Array.of(value),
  2: (value) => Uint8Array.of(value),
  6: (value) => Int32Array.of(value),
  7: (value) => BigInt64Array.of(BigInt(Math.round(value))),
  9: (value) => Uint8Array.of(value === 0 ? 0 : 1),
  10: (value) => Uint16Array.of(toHalf(value)),
  11: (value) => Float64Array.of(value),
};

/**
 * The model with some of its inputs filled with a number each, such as the noise that a denoiser is told. Sizes that the
 * file leaves open are those of the image.
 */
export function withGivenInputs(
  model: CheckedModel,
  values: Readonly<Record<string, number>>,
  refuse: (why: string) => never,
): CheckedModel {
  const inputs = openInputs(model);
  const names = Object.keys(values);
  const unknown = names.find((one) => !inputs.some(({ name }) => name === one));
  if (unknown !== undefined) {
    return refuse(
      `it has no input ${unknown} that could be given; its inputs are ${inputs.map(inputText).join(', ')}`,
    );
  }
  if (names.length === 0) return model;
  const image = inputs.find(({ name = '' }) => !names.includes(name));
  if (!image) return refuse('all its inputs are given, and none is left for the image');
  const node = names.flatMap((name) =>
    filled(
      inputs.find((one) => one.name === name)!,
      values[name],
      image,
      refuse,
    ),
  );
  return {
    ...model,
    graph: {
      ...model.graph,
      node: [...node, ...model.graph.node],
      input: model.graph.input.filter(({ name = '' }) => !names.includes(name)),
    },
  };
}

/** Operations that make an input's numbers, of the size that it has in the file or takes from the image. */
function filled(
  input: OnnxValue,
  value: number,
  image: OnnxValue,
  refuse: (why: string) => never,
): OnnxNode[] {
  const { name = '', type } = input;
  const { elemType = 0, shape } = type?.tensorType ?? {};
  const encode = Object.hasOwn(encoded, elemType) ? encoded[elemType] : undefined;
  if (!Number.isFinite(value) || !encode) {
    return refuse(`its input ${inputText(input)} cannot be filled with ${value}`);
  }
  if (!shape) return refuse(`its input ${name} has no size in the file, and cannot be filled`);
  const own = (part: string | number): string => `${name}.given.${part}`;
  const dims = image.type?.tensorType?.shape?.dim ?? [];
  const parts = shape.dim.map(({ dimValue, dimParam }, axis): OnnxNode[] => {
    const known = plain(dimValue);
    if (known > 0) return [constant(own(axis), [known])];
    const alike = dimParam ? dims.findIndex((one) => one.dimParam === dimParam) : -1;
    const from = alike >= 0 ? alike : shape.dim.length === dims.length || dims.length === 0 ? axis : -1;
    if (from < 0) return refuse(`its input ${inputText(input)} leaves its size open, and cannot be filled`);
    return sizesOf(image.name!, [from], own(axis));
  });
  const bytes = encode(value);
  const t = {
    dims: [1],
    dataType: elemType,
    rawData: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
  const sizes: OnnxNode[] =
    parts.length === 0
      ? [constant(own('size'), [])]
      : [
          ...parts.flat(),
          {
            ...operation(
              'Concat',
              parts.map((_, axis) => own(axis)),
              own('size'),
            ),
            attribute: [axisAttribute()],
          },
        ];
  return [
    ...sizes,
    {
      ...operation('ConstantOfShape', [own('size')], name),
      attribute: [{ name: 'value', type: 4, t }],
    },
  ];
}
