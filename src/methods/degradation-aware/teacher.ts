import type { Calculus, Participant } from '@ddr-lab/engine/gradients/objective';
import type { ViewBatch } from '../../training/data/degraded-views';
import type { Stateful } from '../../training/task';

/** What teaches a network beside the difference to the originals, as an objective sees it. */
export interface Teaching {
  /** Of its loss in the log. */
  readonly name: string;
  /** Of its loss, beside the mean absolute difference in [0, 1]. */
  readonly weight: number;
  /** Layers of the network whose results on the queries it looks at. */
  readonly layers: readonly string[];
  readonly networks: Readonly<Record<string, Participant>>;
  /** Shapes of what it needs besides the queries and their originals. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Its loss; `seen` are the layers' results, `given` its inputs. */
  build<T>(
    calculus: Calculus<T>,
    seen: readonly T[],
    given: Readonly<Record<string, T>>,
  ): { readonly loss: T; readonly outputs?: Record<string, T> };
}

/** A teaching with its data and its memory. */
export interface Teacher extends Teaching {
  /** Its inputs for an iteration. */
  given(iteration: number, batch: ViewBatch): Promise<Record<string, Float32Array>>;
  /** For the checkpoint. */
  readonly parts: Readonly<Record<string, Stateful>>;
  /** After the network's own step. */
  follow?(iteration: number, rate: number, outputs: Readonly<Record<string, Float32Array>>): void;
  dispose(): void;
}
