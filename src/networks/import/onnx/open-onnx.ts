import { createHash } from 'node:crypto';
import type { Numbers } from '../../../backend/onnxruntime/compiled/compiled-model';
import { loadRuntime, openSession, type RuntimeSession } from '../../../backend/onnxruntime/runtime';
import { InputError } from '../../../errors';
import type { GraphRuntime } from '../graph-runtime';
import { channelsLast, feedOf, numbersOf } from './arrays';
import { imageInput, type ImageInput, type Layout } from './image-input';
import { partOf } from './part';
import { probe, type Probed } from './probe';
import { readOnnx, type CheckedModel } from './read-onnx';

/** Models that stay loaded, each up to other layers. */
const mostSessions = 3;

/** What may be told of an ONNX model whose file leaves it open. */
export interface OnnxOptions {
  /** `nchw` (channels before rows) or `nhwc`. */
  readonly layout?: 'nchw' | 'nhwc';
}

/**
 * Opens an ONNX model of any opset that onnxruntime knows, from one input of images, N x C x H x W or N x H x W x C. It has
 * been tried in a process of its own before it is loaded in this one. Every tensor between its operations can be tapped.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openOnnx(file: string, options: OnnxOptions = {}): Promise<GraphRuntime> {
  const refuse = (why: string): never => {
    throw new InputError(`${file}: cannot be used as an ONNX model: ${why}.`);
  };
  const read = await readOnnx(file);
  const input = imageInput(read, refuse);
  const probed = await probe(read, input, options, refuse);
  try {
    loadRuntime();
  } catch (error) {
    return refuse(`onnxruntime cannot be loaded here (${(error as Error).message})`);
  }
  const { model, layers, blocks, output, layout, size } = probed;
  const sessions = new Sessions(file, model);
  return {
    metadata: { format: 'onnx', layout: layout.place === 'first' ? 'nchw' : 'nhwc' },
    channels: layout.channels,
    // Bytes leave no other range.
    preferred: input.type === 'uint8' ? { range: 255 } : {},
    size,
    layers,
    blocks,
    output,
    fingerprint: fingerprintOf(model, output, layout),
    // Without a word between, so that nothing waits: onnxruntime computes at once.
    run: (names, images) => Promise.resolve().then(() => runEach(sessions, input, probed, names, images)),
    dispose: () => sessions.dispose(),
  };
}

/** Images one at a time: files often say that they take many and then have the number 1 in their graph. */
function runEach(
  sessions: Sessions,
  input: ImageInput,
  { layout, places, tensors, layers }: Probed,
  names: readonly string[],
  { data, dims: [count, height, width, channels] }: Numbers,
): Numbers[] {
  const wanted = names.map((name) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new InputError(`${sessions.file} has no layer ${name}. Its layers are ${layers.join(', ')}.`);
    }
    return tensor;
  });
  const session = sessions.upTo([...new Set(wanted)]);
  const size = height * width * channels;
  const results: { data: Float32Array; dims: readonly number[] }[] = [];
  for (let n = 0; n < count; n++) {
    const image = { data: data.subarray(n * size, (n + 1) * size), dims: [1, height, width, channels] };
    const found = sessions.run(session, input.name, feedOf(image, input, layout), wanted);
    wanted.forEach((tensor, i) => {
      const one = channelsLast(numbersOf(found[tensor]), places.get(tensor) ?? layout.place);
      const length = one.data.length / (input.batch ?? 1);
      results[i] ??= { data: new Float32Array(count * length), dims: [count, ...one.dims.slice(1)] };
      if (results[i].data.length !== count * length) {
        throw new InputError(`${sessions.file}: ${names[i]} has another size for another image.`);
      }
      results[i].data.set(one.data.subarray(0, length), n * length);
    });
  }
  return results;
}

/** The model, loaded up to the layers that are asked for. */
class Sessions {
  private readonly open = new Map<string, RuntimeSession>();

  constructor(
    readonly file: string,
    private readonly model: CheckedModel,
  ) {}

  upTo(tensors: readonly string[]): RuntimeSession {
    const key = JSON.stringify(tensors);
    let session = this.open.get(key);
    this.open.delete(key);
    session ??= this.guarded(() => openSession(partOf(this.model, tensors), { spin: false }));
    this.open.set(key, session);
    if (this.open.size > mostSessions) {
      const [oldest, unused] = this.open.entries().next().value!;
      this.open.delete(oldest);
      unused.dispose();
    }
    return session;
  }

  run(
    session: RuntimeSession,
    name: string,
    feed: Parameters<RuntimeSession['run']>[0][string],
    tensors: readonly string[],
  ): ReturnType<RuntimeSession['run']> {
    const fetches = Object.fromEntries(tensors.map((tensor) => [tensor, null]));
    return this.guarded(() => session.run({ [name]: feed }, fetches));
  }

  dispose(): void {
    for (const session of this.open.values()) session.dispose();
    this.open.clear();
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw new InputError(`${this.file}: onnxruntime cannot compute it: ${(error as Error).message}`);
    }
  }
}

function fingerprintOf(model: CheckedModel, output: string, layout: Layout): string {
  const hash = createHash('sha256').update(`${layout.place} ${layout.channels}\n`);
  return hash
    .update(partOf(model, [output]))
    .digest('hex')
    .slice(0, 40);
}
