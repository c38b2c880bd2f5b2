import { Deadline } from '../deadline';
import type { Failed, Size } from '../find-size';
import type { ImageInput, Layout } from './image-input';
import { partOf, resultName } from './part';
import type { CheckedModel } from './read-onnx';
import { RemoteModel } from './remote-model';

/** The shape of each tensor. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** Memory of a trial for each of the input's numbers, which become features, in bytes. */
const room = 2048;

/** Runs a model on grey images to see the shape of every tensor in it. */
export class Trial {
  private readonly remote: RemoteModel;
  private readonly tensors: readonly string[];

  constructor(
    model: CheckedModel,
    private readonly input: ImageInput,
    private readonly layout: Layout,
    private readonly deadline: Deadline,
  ) {
    this.tensors = tappable(model);
    this.remote = new RemoteModel(() => partOf(model, this.tensors, 'shapes'), 'basic', deadline.next() ?? 1);
  }

  /** The shapes for an image of one size. */
  async shapesAt({ height, width }: Size): Promise<{ shapes: Shapes } | Failed> {
    const seconds = this.deadline.next();
    if (seconds === undefined) return { error: Deadline.over, final: 'time' };
    const { name, type, batch = 1 } = this.input;
    const { channels, place } = this.layout;
    const rest = place === 'first' ? [channels, height, width] : [height, width, channels];
    const names = this.tensors.map((_, i) => resultName(i));
    const found = await this.remote.run({ name, type, dims: [batch, ...rest] }, names, seconds, room);
    if ('error' in found) {
      return { ...found, error: `for an image of ${height} x ${width} ${found.error}` };
    }
    const shapes = found.results.map(({ data }) => Array.from(data as unknown as ArrayLike<bigint>, Number));
    return { shapes: new Map(this.tensors.map((tensor, i) => [tensor, shapes[i]])) };
  }

  dispose(): void {
    this.remote.dispose();
  }
}

/** Results of operations, of which sequences and optional values have no shape. */
export function tappable({ graph }: CheckedModel): string[] {
  const nodes = graph.node.filter(({ opType = '' }) => !/Sequence|Optional|^Constant$/.test(opType));
  return nodes.flatMap(({ output }) => output).filter((name) => name !== '');
}
