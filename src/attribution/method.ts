import type { OnProgress } from '@ddr-lab/base/progress';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../networks/tappable';
import type { Target } from './targets';

/** What a method finds: how much each sample of an image has to do with a target. */
export interface Attribution {
  readonly height: number;
  readonly width: number;
  /** H x W in [0, 1]: the magnitude of a pixel's three attributions together, over the largest; zeros where there is none. */
  readonly map: Float32Array;
  /** H x W x 3, signed, in the target's unit. */
  readonly attribution: Float32Array;
  /** The sum of all of `attribution`. */
  readonly total: number;
  /** The target's value for the image. */
  readonly objective: number;
  /** The target's value for what the image is compared to; undefined where a method has no such thing. */
  readonly baseline?: number;
  /**
   * How far completeness is missed: |total - (objective - baseline)| / |objective - baseline|, 0 where all is accounted for. Undefined
   * where a method promises none.
   */
  readonly residual?: number;
}

/** What every method takes besides its own options. */
export interface AttributeOptions {
  /** Most memory that the passes through the network may take, in MiB, about; default 512. At least one image is computed at once. */
  readonly memory?: number;
  readonly onProgress?: OnProgress;
  /** Stops between two batches; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** One setting of a method: what it is without being told, and in words. */
export interface Setting<Value> {
  readonly default: Value;
  /** What it is, in what unit and range. */
  readonly about: string;
  /** The words that it may be; left out for numbers. */
  readonly words?: readonly Value[];
}

/** A way of attributing, as an object: what the command line, its help and the documentation are made of. */
export interface AttributionMethod<Options extends object> {
  /** On the command line and in tables: `lam`. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The paper, and what here differs from it. */
  readonly source: string;
  readonly settings: { readonly [Name in keyof Options]-?: Setting<NonNullable<Options[Name]>> };
  /** Whether it needs gradients; networks from ONNX and tfjs graphs have none. */
  readonly gradients: boolean;
  /**
   * @throws InputError for settings out of range, an image that the network or the target does not take, and a network without gradients
   *   where the method needs them.
   */
  attribute(
    network: Tappable,
    image: Image,
    target: Target,
    options?: Partial<Options> & AttributeOptions,
  ): Promise<Attribution>;
}

/** A method's settings with what was told of them; what is told as undefined keeps its default. */
export function settingsOf<Options extends object>(
  method: Pick<AttributionMethod<Options>, 'settings'>,
  options: Partial<Options>,
): Required<Options> {
  const entries = Object.entries<Setting<unknown>>(method.settings).map(([name, setting]) => [
    name,
    options[name as keyof Options] ?? setting.default,
  ]);
  return Object.fromEntries(entries) as Required<Options>;
}

/** Puts an attribution together: its map, its total and, where there is a baseline, its residual. */
export function attributionOf(
  { height, width }: Pick<Image, 'height' | 'width'>,
  attribution: Float32Array,
  { objective, baseline }: { readonly objective: number; readonly baseline?: number },
): Attribution {
  const map = new Float32Array(height * width);
  let total = 0;
  let largest = 0;
  for (let i = 0; i < map.length; i++) {
    const sum = attribution[3 * i] + attribution[3 * i + 1] + attribution[3 * i + 2];
    total += sum;
    map[i] = Math.abs(sum);
    largest = Math.max(largest, map[i]);
  }
  if (largest > 0) for (let i = 0; i < map.length; i++) map[i] /= largest;
  const found = { height, width, map, attribution, total, objective };
  if (baseline === undefined) return found;
  const change = objective - baseline;
  const residual = change === 0 ? (total === 0 ? 0 : Infinity) : Math.abs(total - change) / Math.abs(change);
  return { ...found, baseline, residual };
}
