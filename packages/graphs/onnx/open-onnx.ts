import { createHash } from 'node:crypto';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { RuntimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import { InputError } from '@ddr-lab/base/errors';
import { patienceFor } from '../deadline';
import { checkGraphOptions, type GraphOptions } from '../find-size';
import type { GraphRuntime } from '../graph-runtime';
import { channelsLast, feedOf, numbersOf } from './model';
import { imageInput, type ImageInput, type Layout, withGivenInputs } from './inputs';
import { partOf, resultName } from './trial';
import { probe, type Probed } from './probe';
import { readOnnx, type CheckedModel } from './read-onnx';
import { RemoteModel } from './remote-model';

/** Models that stay loaded, each up to other layers. */
const mostSessions = 3;
/** Memory for each of an image's numbers at work, in bytes: features at the enlarged size, several at once. */
const room = 8192;

/**
 * Opens an ONNX model of any opset that onnxruntime knows, from one input of images, N x C x H x W or N x H x W x C. It is
 * loaded and run in a process of its own alone. Every tensor between its operations can be tapped.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openOnnx(file: string, options: GraphOptions = {}): Promise<GraphRuntime> {
  // Options that make no sense are said before anything is read.
  checkGraphOptions(options);
  const refuse = (why: string): never => {
    throw new InputError(`${file}: cannot be used as an ONNX model: ${why}.`);
  };
  const read = withGivenInputs(await readOnnx(file), options.inputs ?? {}, refuse);
  const input = imageInput(read, refuse);
  const probed = await probe(read, input, options, refuse);
  const { model, layers, blocks, output, layout, size, multiple, operations } = probed;
  const parts = new Parts(model);
  return {
    metadata: {
      format: 'onnx',
      layout: layout.place === 'first' ? 'nchw' : 'nhwc',
      ...(read.graph.output.length > 1 && { output }),
    },
    channels: layout.channels,
    // Bytes leave no other range.
    preferred: input.type === 'uint8' ? { range: 255 } : {},
    size,
    multiple,
    layers,
    blocks,
    output,
    operations,
    fingerprint: fingerprintOf(model, output, layout),
    run: (names, images, seconds) => runEach(file, parts, input, probed, names, images, seconds),
    dispose: () => parts.dispose(),
  };
}

/** Images one at a time: files often say that they take many and then have the number 1 in their graph. */
async function runEach(
  file: string,
  parts: Parts,
  input: ImageInput,
  { layout, places, tensors, layers }: Probed,
  names: readonly string[],
  { data, dims: [count, height, width, channels] }: Numbers,
  seconds = patienceFor(height, width),
): Promise<Numbers[]> {
  const wanted = names.map((name) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new InputError(`${file} has no layer ${name}. Its layers are ${layers.join(', ')}.`);
    }
    return tensor;
  });
  const once = [...new Set(wanted)];
  const part = parts.upTo(once);
  const size = height * width * channels;
  const results: { data: Float32Array; dims: readonly number[] }[] = [];
  for (let n = 0; n < count; n++) {
    const image = { data: data.subarray(n * size, (n + 1) * size), dims: [1, height, width, channels] };
    const { dims, data: samples } = feedOf(image, input, layout);
    const feed = { name: input.name, type: input.type, dims, data: samples };
    const outcome = await part.run(
      feed,
      once.map((_, i) => resultName(i)),
      seconds,
      room,
    );
    if ('error' in outcome) {
      throw new InputError(
        `${file}: onnxruntime cannot compute it for an image of ${height} x ${width}: ${outcome.error}.`,
      );
    }
    wanted.forEach((tensor, i) => {
      const found: RuntimeTensor = outcome.results[once.indexOf(tensor)];
      const one = channelsLast(numbersOf(found), places.get(tensor) ?? layout.place);
      const length = one.data.length / (input.batch ?? 1);
      results[i] ??= { data: new Float32Array(count * length), dims: [count, ...one.dims.slice(1)] };
      if (results[i].data.length !== count * length) {
        throw new InputError(`${file}: ${names[i]} has another size for another image.`);
      }
      results[i].data.set(one.data.subarray(0, length), n * length);
    });
  }
  return results;
}

/** The model up to the layers that are asked for. */
class Parts {
  private readonly parts = new Map<string, RemoteModel>();

  constructor(private readonly model: CheckedModel) {}

  upTo(tensors: readonly string[]): RemoteModel {
    const key = JSON.stringify(tensors);
    const part = this.parts.get(key) ?? new RemoteModel(() => partOf(this.model, tensors), 'all');
    this.parts.delete(key);
    this.parts.set(key, part);
    if (this.parts.size > mostSessions) {
      const [oldest, unused] = this.parts.entries().next().value!;
      this.parts.delete(oldest);
      unused.dispose();
    }
    return part;
  }

  dispose(): void {
    for (const part of this.parts.values()) part.dispose();
    this.parts.clear();
  }
}

function fingerprintOf(model: CheckedModel, output: string, layout: Layout): string {
  const hash = createHash('sha256').update(`${layout.place} ${layout.channels}\n`);
  return hash
    .update(partOf(model, [output]))
    .digest('hex')
    .slice(0, 40);
}
