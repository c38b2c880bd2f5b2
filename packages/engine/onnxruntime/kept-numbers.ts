import { compiledDevice } from './device';
import { Graph } from './graph';
import { runtimeTensor, type RuntimeTensor } from './runtime';
import { session } from './sessions';

/**
 * Numbers that graphs read and write again and again: on the processor, or on the GPU where a run left them. They travel when the
 * other side asks for them, not before.
 */
export class KeptNumbers {
  /** Runs leave them on the device, since somebody goes on with them there; default false. */
  stays = false;
  private left: RuntimeTensor | undefined;
  private given: RuntimeTensor | undefined;

  /** @param here the numbers at first; later ones come into this very array. */
  constructor(
    private readonly here: Float32Array,
    readonly shape: readonly number[],
  ) {}

  /** The numbers on the processor, always the same array. Who asks may change them: from now on these are the right ones. */
  get numbers(): Float32Array {
    const { left, here, shape } = this;
    if (left) {
      const rank = shape.length;
      const bring = session(
        `bring ${rank}`,
        () => {
          const graph = new Graph(false);
          graph.output(
            graph.input(
              'x',
              Array.from({ length: rank }, () => -1),
            ),
            'y',
          );
          return graph;
        },
        { device: compiledDevice() },
      );
      bring.run({ x: left }, { y: runtimeTensor('float32', here, shape) });
      this.release();
    }
    return here;
  }

  /** For a graph's input: what lies on the device, else the processor's own. */
  tensor(): RuntimeTensor {
    return this.left ?? (this.given ??= runtimeTensor('float32', this.here, this.shape));
  }

  /** Takes over a run's result, which lies on the device; what lay there before is given back. */
  take(tensor: RuntimeTensor): void {
    this.release();
    this.left = tensor;
  }

  private release(): void {
    this.left?.dispose?.();
    this.left = undefined;
  }
}
